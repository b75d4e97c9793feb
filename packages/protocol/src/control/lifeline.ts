/** Milliseconds without a connection to its Flow after which a Pea ends itself. */
const FLOW_LOSS_TIMEOUT = 15_000

/** The same for a Pea that its Flow has asked to end: the Flow will not come back for it. */
const LEAVE_TIMEOUT = 1_000

/** Expires when there has been no connection for too long: for 1 s once the Flow has asked the Pea to end. */
export class Lifeline {
  /** Resolves once the lifeline has expired. Never rejects. */
  readonly expired: Promise<void>
  /** To be called when the connection opens and ends. */
  readonly events = { onConnect: () => this.renew(), onDisconnect: () => this.#startTimer() }
  #expire: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined
  #timeout: number

  /**
   * Starts disconnected: expires unless a connection opens in time.
   *
   * @param timeout - milliseconds; 15 s, by default
   */
  constructor(timeout = FLOW_LOSS_TIMEOUT) {
    this.#timeout = timeout
    this.expired = new Promise((resolve) => {
      this.#expire = resolve
    })
    this.#startTimer()
  }

  /** Stops the timer until the connection ends again. */
  renew(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** The Flow has asked the Pea to end. */
  shorten(): void {
    this.#timeout = LEAVE_TIMEOUT
  }

  #startTimer(): void {
    this.#timer ??= setTimeout(this.#expire, this.#timeout)
  }
}
