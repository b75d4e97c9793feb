/** Measures how long clients waited. */
export class Stopwatch {
  /** The most milliseconds between two endings of requests. */
  longestGap = 0
  /** The most milliseconds from a moment at which all Peas were up again until the next ending. */
  slowestRecovery = 0
  /** How many requests have ended. */
  ended = 0
  #lastEnding = performance.now()
  #lastRestart: number | undefined

  /** A request has ended. */
  onEnded(): void {
    const now = performance.now()
    this.longestGap = Math.max(this.longestGap, now - this.#lastEnding)
    if (this.#lastRestart !== undefined) this.slowestRecovery = Math.max(this.slowestRecovery, now - this.#lastRestart)
    this.#lastRestart = undefined
    this.#lastEnding = now
    this.ended += 1
  }

  /** A Pea is up again. What came before the last of several does not count. */
  onRestarted(): void {
    this.#lastRestart = performance.now()
  }
}
