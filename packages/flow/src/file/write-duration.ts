const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** Milliseconds as a person writes them: `30s`, `5m`, `1500ms`. */
export function writeDuration(milliseconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => milliseconds % length === 0) ?? ['ms', 1]
  return `${milliseconds / length}${unit}`
}
