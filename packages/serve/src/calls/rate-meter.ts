/** Milliseconds of one slot. */
const SLOT = 250

/** How many slots are remembered. */
const SLOTS = 8

/** Measures how often something happens, over the last two seconds. */
export class RateMeter {
  readonly #counts: number[] = new Array(SLOTS).fill(0)
  readonly #begin: number
  #slot: number

  /** @param now - on the clock of `performance.now()`, as in all of its methods */
  constructor(now: number) {
    this.#begin = now
    this.#slot = Math.floor(now / SLOT)
  }

  add(now: number): void {
    this.#advance(now)
    const index = this.#slot % SLOTS
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
  }

  /** How often it happened a millisecond. */
  rate(now: number): number {
    this.#advance(now)
    const remembered = (SLOTS - 1) * SLOT + (now % SLOT)
    const time = Math.max(SLOT, Math.min(remembered, now - this.#begin))
    return this.#counts.reduce((sum, count) => sum + count, 0) / time
  }

  /** Forgets the slots that are too old. */
  #advance(now: number): void {
    const slot = Math.floor(now / SLOT)
    for (let passed = Math.min(slot - this.#slot, SLOTS); passed > 0; passed -= 1) {
      this.#counts[(slot - passed + 1 + SLOTS) % SLOTS] = 0
    }
    this.#slot = Math.max(slot, this.#slot)
  }
}
