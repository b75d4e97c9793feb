/** Milliseconds without a connection to its Flow after which a Pea ends itself. */
const FLOW_LOSS_TIMEOUT = 15_000

/** Expires when there has been no connection for too long. */
export class Lifeline {
  /** Resolves once the lifeline has expired. Never rejects. */
  readonly expired: Promise<void>
  /** To be called when the connection opens and ends. */
  readonly events = { onConnect: () => this.renew(), onDisconnect: () => this.#startTimer() }
  #expire: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined

  readonly #timeout: number

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

  #startTimer(): void {
    this.#timer ??= setTimeout(this.#expire, this.#timeout)
  }
}
