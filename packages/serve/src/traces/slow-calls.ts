/** Milliseconds above which every call is slow. */
const SLOW = 1_000

/** How many of the latest durations are looked at, and after how many more of them. */
const LATEST = 1_000
const EACH = 100

/** Which calls are slow: those of more than a second, and those that take longer than 99 of 100 of the latest. */
export class SlowCalls {
  readonly #latest = new Float64Array(LATEST)
  #count = 0
  #p99 = SLOW

  /** Takes the duration of a call, in milliseconds. Returns whether it is slow. */
  add(duration: number): boolean {
    this.#latest[this.#count % LATEST] = duration
    this.#count += 1
    const isSlow = duration > Math.min(SLOW, this.#p99)
    if (this.#count % EACH === 0) this.#p99 = this.#measure()
    return isSlow
  }

  #measure(): number {
    const sorted = this.#latest.slice(0, Math.min(this.#count, LATEST)).sort()
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? SLOW
  }
}
