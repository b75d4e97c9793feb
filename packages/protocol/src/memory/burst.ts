/** Bytes from which traffic is a burst: less leaves too little memory behind to be worth a collection. */
const BURST_BYTES = 16 * 1_024 * 1_024

/** Milliseconds without traffic after which a burst is over. */
const QUIET = 1_000

/** How often the end of a burst is reported at most. */
const MAX_REPORTS = 3

/** Recognizes the end of a burst of traffic. It has a timer during a burst only, which does not keep the process alive. */
export class Burst {
  readonly #onOver: () => boolean
  #bytes = 0
  /** How many bytes there were when the timer last expired. */
  #bytesBefore = 0
  #reports = 0
  #timer: NodeJS.Timeout | undefined

  /**
   * @param onOver - called between one second and two after the last traffic, if there were 16 MiB of it; returns whether to
   * call it again a second later, which happens twice at most
   */
  constructor(onOver: () => boolean) {
    this.#onOver = onOver
  }

  /** Counts traffic. */
  readonly add = (bytes: number): void => {
    this.#bytes += bytes
    if (this.#timer === undefined && this.#bytes >= BURST_BYTES)
      this.#timer = setTimeout(this.#onTimeout, QUIET).unref()
  }

  readonly #onTimeout = (): void => {
    if (this.#isOver()) this.#reset()
    else this.#timer?.refresh()
  }

  #isOver(): boolean {
    if (this.#bytes > this.#bytesBefore) {
      this.#bytesBefore = this.#bytes
      this.#reports = 0
      return false
    }
    this.#reports += 1
    return !this.#onOver() || this.#reports === MAX_REPORTS
  }

  #reset(): void {
    this.#timer = undefined
    this.#bytes = 0
    this.#bytesBefore = 0
    this.#reports = 0
  }
}
