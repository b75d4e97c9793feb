/** The shortest time without a sign of life that ends a Pea, in milliseconds: a shorter `timeout_alive` counts as this. */
const SHORTEST_TIMEOUT = 1_000

/** The longest time between two signs of life, in milliseconds, and how many of them a Pea may miss. */
const LONGEST_INTERVAL = 1_000
const SIGNS_PER_TIMEOUT = 4

/**
 * Milliseconds for which a Pea may show no sign of life.
 *
 * @param timeoutAlive - the `timeout_alive` of its Pod, in milliseconds
 */
export function silenceLimit(timeoutAlive: number): number {
  return Math.max(SHORTEST_TIMEOUT, timeoutAlive)
}

/** Milliseconds between two signs of life of a Pea that may be silent for this long. */
export function signInterval(limit: number): number {
  return Math.min(LONGEST_INTERVAL, limit / SIGNS_PER_TIMEOUT)
}
