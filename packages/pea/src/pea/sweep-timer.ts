/** Milliseconds between two sweeps. */
const SWEEP_INTERVAL = 100

/** One timer for all deadlines of a Pea, which stands still while nothing is pending. */
export class SweepTimer {
  readonly #sweep: (now: number) => boolean
  #timer: NodeJS.Timeout | undefined

  /** @param sweep - fails what is late at `now`, on the clock of `performance.now()`; returns whether to go on */
  constructor(sweep: (now: number) => boolean) {
    this.#sweep = sweep
  }

  /** Sweeps from now on, until a sweep finds nothing pending. */
  start(): void {
    this.#timer ??= setTimeout(this.#onTimeout, SWEEP_INTERVAL)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  readonly #onTimeout = (): void => {
    this.#timer = undefined
    if (this.#sweep(performance.now())) this.start()
  }
}
