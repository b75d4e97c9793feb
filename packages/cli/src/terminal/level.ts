/** How important a line is, from the least to the most. `none` is more than any line has. */
export const LEVELS = ['debug', 'info', 'warn', 'error', 'none'] as const

/** How important a line is. */
export type Level = (typeof LEVELS)[number]

/** Whether a level is as important as another, or more. */
export function isAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least)
}
