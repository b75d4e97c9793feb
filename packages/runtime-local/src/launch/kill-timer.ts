/** Kills a Pea when the shortest of the requested grace periods is over. */
export class KillTimer {
  readonly #kill: () => void
  #timer: NodeJS.Timeout | undefined
  #deadline = Number.POSITIVE_INFINITY

  constructor(kill: () => void) {
    this.#kill = kill
  }

  /** Whether a grace period was requested. */
  get isArmed(): boolean {
    return this.#deadline !== Number.POSITIVE_INFINITY
  }

  /** Kills after `grace` milliseconds, unless an earlier request ends sooner; kills at once if `grace` is 0. */
  arm(grace: number): void {
    const deadline = performance.now() + grace
    if (deadline >= this.#deadline) return
    this.#deadline = deadline
    clearTimeout(this.#timer)
    if (grace > 0) this.#timer = setTimeout(this.#kill, grace)
    else this.#kill()
  }

  /** Ends the timer for good, because the Pea has ended. */
  cancel(): void {
    this.#deadline = Number.NEGATIVE_INFINITY
    clearTimeout(this.#timer)
  }
}
