import type { PeaLogLine } from './launcher.ts'
import { type LineSplitter, splitLines } from './split-lines.ts'

/** The output of a Pea, which arrives as bytes. */
export interface PeaOutput {
  /** The last lines, oldest first; at most 20. */
  lastLines(): readonly string[]
  /** Reports each line of what is pushed. Each attachment to the Pea has splitters of its own. */
  open(stream: PeaLogLine['stream']): LineSplitter
}

/** How many lines the exit of a Pea has at most. */
export const LAST_LINES = 20

/** Splits the output of one Pea into lines, for launchers that get it as bytes. */
export function openOutput(onLog: (line: PeaLogLine) => void = () => {}): PeaOutput {
  const last: string[] = []
  return {
    lastLines: () => [...last],
    open: (stream) =>
      splitLines((text) => {
        last.push(text)
        if (last.length > LAST_LINES) last.shift()
        onLog({ stream, text })
      }),
  }
}
