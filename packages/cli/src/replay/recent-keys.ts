/** How many keys are remembered. */
const MOST_KEYS = 10_000

/** The last 10,000 keys, in the order in which they came. */
export class RecentKeys {
  readonly #keys = new Set<string>()

  /** Adds a key, and returns whether it is new. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    const [oldest] = this.#keys
    if (this.#keys.size > MOST_KEYS && oldest !== undefined) this.#keys.delete(oldest)
    return true
  }
}
