import type { LogLevel } from '@peaflow/core'
import type { FlowLogLine } from '@peaflow/engine'
import { toClock } from '../terminal/clock.ts'
import type { Paint } from '../terminal/color.ts'
import { printable } from '../terminal/printable.ts'

/** How the name of each level is coloured. */
const PAINT: Readonly<Record<LogLevel, (paint: Paint) => (text: string) => string>> = {
  debug: (paint) => paint.dim,
  info: (paint) => paint.dim,
  warn: (paint) => paint.yellow,
  error: (paint) => paint.red,
}

/** A line of a Pea, with the time at which it came. */
export interface TimedLine extends FlowLogLine {
  readonly time: Date
}

/** Formats what Peas print: one line each, with time and level, after the Pea's id as in Docker Compose. */
export function toLogLine(peas: readonly string[], paint: Paint): (line: TimedLine) => string {
  const width = Math.max(0, ...peas.map((pea) => pea.length))
  const numbers = new Map(peas.map((pea, index) => [pea, index]))
  return ({ pea, text, time, level }) => {
    const shown = PAINT[level](paint)(level)
    const from = paint.nth(numbers.get(pea) ?? 0, `${pea.padEnd(width)} |`)
    return `${paint.dim(toClock(time))} ${shown} ${from} ${printable(text)}\n`
  }
}
