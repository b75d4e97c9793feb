import type { PeaLogLine } from './launcher.ts'

/** How important a line of a Pea is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** A line of a Pea with its level. */
export interface LeveledLine extends PeaLogLine {
  readonly level: LogLevel
}

/** The level of a line that does not say its own. */
const LEVEL_OF = { stdout: 'info', stderr: 'warn' } as const

/** The levels by the digit that stands for them in angle brackets in front of a line, as in sd-daemon(3): `<7>loaded`. */
const LEVELS: Readonly<Record<string, LogLevel>> = { 3: 'error', 4: 'warn', 6: 'info', 7: 'debug' }
const DIGITS = { error: 3, warn: 4, info: 6, debug: 7 } as const

/**
 * A line as a Pea writes it, for a pipe that carries text alone: with its level in front, unless the output that it is
 * written to says as much. {@link readLogLine} reads it again.
 */
export function markLevel({ stream, text, level }: LeveledLine): string {
  // A text that begins like a level would be read as one.
  const isImplied = level === LEVEL_OF[stream] && !/^<[3467]>/.test(text)
  return isImplied ? text : `<${DIGITS[level]}>${text}`
}

/** The level of a line, and its text without the digit that says so. */
export function readLogLine({ stream, text }: PeaLogLine): LeveledLine {
  const level = /^<([3467])>/.exec(text)?.[1]
  if (level === undefined) return { stream, text, level: LEVEL_OF[stream] }
  return { stream, text: text.slice(3), level: LEVELS[level] as LogLevel }
}
