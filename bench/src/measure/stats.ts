/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? Number.NaN)) / 2 : upper
}

/** The value that a share of all values does not exceed; `sorted` ascends. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The same shape with the median of each field. */
export function medians<T extends Readonly<Record<string, number>>>(rounds: readonly T[]): T {
  const fields = Object.keys(rounds[0] ?? {})
  return Object.fromEntries(
    fields.map((field) => [field, median(rounds.map((round) => round[field] ?? Number.NaN))]),
  ) as T
}
