/** When more requests come than a Flow can answer. */
export interface DemandOptions {
  /** How many requests the Flow could answer in one slot of time. */
  readonly perSlot: number
  /** How many times that must come in each of several slots. */
  readonly excess: number
}

/** The shortest slot, in milliseconds: what arrives in one turn of a busy event loop is one burst. */
const SHORTEST_SLOT = 40

/** How many slots in a row it takes to believe it, and to believe that it is over. */
const SLOTS = 4

/**
 * Tells overload from a burst: in an overload more requests come than can be answered, slot of time after slot of time. A burst
 * ends within two of them, and a client that waits for its answers before it sends more never brings more than that.
 */
export class Demand {
  readonly #options: DemandOptions
  /** When the slot began. */
  #start = Number.NEGATIVE_INFINITY
  #count = 0
  /** How many slots in a row contradict `isExcessive`. */
  #contrary = 0
  /** Whether more requests come than can be answered. */
  isExcessive = false

  constructor(options: DemandOptions) {
    this.#options = options
  }

  /**
   * A request has come. Returns whether the demand has just become excessive.
   *
   * @param now - on the clock of `performance.now()`
   * @param flow - how many requests a millisecond it can answer, and whether others wait for it: if not, it can answer more
   */
  add(now: number, { rate, isQueued }: { readonly rate: number; readonly isQueued: boolean }): boolean {
    const before = this.isExcessive
    if (now >= this.#start + this.#lengthAt(rate)) this.#close(now, rate)
    // While it is excessive, hardly any are let wait.
    if (isQueued || before) this.#count += 1
    return !before && this.isExcessive
  }

  #lengthAt(rate: number): number {
    return Math.max(SHORTEST_SLOT, this.#options.perSlot / rate)
  }

  /** A slot lasts until the next request that comes after its time: a busy process may read those of a long while at once. */
  #close(now: number, rate: number): void {
    const length = now - this.#start
    const hasExcess = this.#count > this.#options.excess * rate * length
    // A time in which little came is as many slots without excess.
    const slots = hasExcess ? 1 : Math.min(SLOTS, Math.floor(length / this.#lengthAt(rate)))
    for (let slot = 0; slot < slots; slot += 1) this.#judge(hasExcess)
    this.#start = now
    this.#count = 0
  }

  #judge(hasExcess: boolean): void {
    this.#contrary = hasExcess === this.isExcessive ? 0 : this.#contrary + 1
    if (this.#contrary < SLOTS) return
    this.isExcessive = hasExcess
    this.#contrary = 0
  }
}
