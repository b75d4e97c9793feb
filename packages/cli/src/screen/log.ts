import type { FlowLogLine } from '@peaflow/engine'
import { toClock } from '../terminal/clock.ts'
import type { Paint } from '../terminal/color.ts'
import type { Level } from '../terminal/level.ts'
import { printable } from '../terminal/printable.ts'

/** The level of a line. Runtimes tell only the two outputs of a Pea apart: `warn` and `error` of its log go to stderr. */
export function levelOf({ stream }: Pick<FlowLogLine, 'stream'>): Level {
  return stream === 'stderr' ? 'warn' : 'info'
}

/** A line of a Pea, with the time at which it came. */
export interface TimedLine extends FlowLogLine {
  readonly time: Date
}

/** Formats what Peas print: one line each, with time and level, after the Pea's id as in Docker Compose. */
export function toLogLine(peas: readonly string[], paint: Paint): (line: TimedLine) => string {
  const width = Math.max(0, ...peas.map((pea) => pea.length))
  const numbers = new Map(peas.map((pea, index) => [pea, index]))
  return ({ pea, text, time, ...line }) => {
    const level = levelOf(line)
    const shown = level === 'warn' ? paint.yellow(level) : paint.dim(level)
    const from = paint.nth(numbers.get(pea) ?? 0, `${pea.padEnd(width)} |`)
    return `${paint.dim(toClock(time))} ${shown} ${from} ${printable(text)}\n`
  }
}
