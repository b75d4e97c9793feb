/** Milliseconds without a connection to its Flow after which a Pea ends itself. */
const FLOW_LOSS_TIMEOUT = 15_000

/** The same for a Pea that its Flow has asked to end: the Flow will not come back for it. */
const LEAVE_TIMEOUT = 1_000

/** Expires when there has been no connection to the Flow for 15 s, or for 1 s once the Flow has asked the Pea to end. */
export class Lifeline {
  /** Resolves once the lifeline has expired. Never rejects. */
  readonly expired: Promise<void>
  /** To be called when the connection opens and ends. */
  readonly events = { onConnect: () => this.renew(), onDisconnect: () => this.#startTimer() }
  #expire: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined
  #timeout = FLOW_LOSS_TIMEOUT

  /** Starts disconnected: expires unless a connection opens in time. */
  constructor() {
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
