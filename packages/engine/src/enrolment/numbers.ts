/** Which number a replica asks for. */
export interface NumberWish {
  /** The number that it has to have. */
  readonly replica?: number | undefined
  /** The number that it had before: it gets that again if it is free. */
  readonly before?: number | undefined
}

/**
 * The number of a replica that joins, below `max`: the one that it has to have, else the one that it had, else the smallest
 * that is free. `undefined` if it can have none.
 */
export function assignNumber(taken: ReadonlySet<number>, max: number, wish: NumberWish = {}): number | undefined {
  const isFree = (number: number): boolean => number < max && !taken.has(number)
  const { replica, before } = wish
  if (replica !== undefined) return isFree(replica) ? replica : undefined
  if (before !== undefined && isFree(before)) return before
  for (let number = 0; number < max; number++) if (!taken.has(number)) return number
  return undefined
}
