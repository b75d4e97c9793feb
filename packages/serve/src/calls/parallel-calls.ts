/** The shortest time over which is measured, in milliseconds. */
const SHORTEST = 250

/** Over how many calls, one after another: those at its ends count as a whole, which makes an eighth at most. */
const CALLS = 8

/**
 * Measures how many calls a Pod has at once when it is busy: an executor may overlap more of them than the plan knows, since its own
 * file says so.
 */
export class ParallelCalls {
  /** The most that were seen. */
  most = 0
  #begin: number
  #milliseconds = 0

  /** @param now - on the clock of `performance.now()`, as in all of its methods */
  constructor(now: number) {
    this.#begin = now
  }

  /** A call has ended. */
  add(call: number, now: number): void {
    this.#milliseconds += call
    const time = now - this.#begin
    if (time < Math.max(SHORTEST, CALLS * call)) return
    // A tenth less: the calls at the ends.
    this.most = Math.max(this.most, Math.floor((0.9 * this.#milliseconds) / time))
    this.#begin = now
    this.#milliseconds = 0
  }
}
