/** Moves an average towards the latest measurement, which counts by `weight` (0 to 1). */
export function average(old: number, latest: number, weight: number): number {
  return old + (latest - old) * weight
}
