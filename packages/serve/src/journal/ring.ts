/** How much a ring holds. */
export interface RingLimits {
  /** The most values. */
  readonly count: number
  /**
   * The most that all of them cost together.
   *
   * @defaultValue no limit
   */
  readonly cost?: number | undefined
}

interface Entry<T> {
  readonly value: T
  readonly cost: number
}

/** The latest values: the oldest ones make room for new ones. */
export class Ring<T> {
  readonly #limits: RingLimits
  readonly #onRemoved: (value: T) => void
  readonly #entries: Entry<T>[] = []
  #cost = 0

  /** @param onRemoved - is given each value that makes room */
  constructor(limits: RingLimits, onRemoved: (value: T) => void = () => undefined) {
    this.#limits = limits
    this.#onRemoved = onRemoved
  }

  get size(): number {
    return this.#entries.length
  }

  add(value: T, cost = 0): void {
    const { count, cost: mostCost = Number.POSITIVE_INFINITY } = this.#limits
    this.#entries.push({ value, cost })
    this.#cost += cost
    while (this.#entries.length > count || this.#cost > mostCost) {
      const removed = this.#entries.shift()
      if (removed === undefined) return
      this.#cost -= removed.cost
      this.#onRemoved(removed.value)
    }
  }

  /** All of them, the oldest first. */
  values(): readonly T[] {
    return this.#entries.map(({ value }) => value)
  }
}
