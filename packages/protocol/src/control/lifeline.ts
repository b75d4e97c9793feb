/** Milliseconds without a connection to its Flow after which a Pea ends itself. */
const FLOW_LOSS_TIMEOUT = 15_000

/** Expires when there has been no connection to the Flow for 15 s. */
export class Lifeline {
  /** Resolves once the lifeline has expired. Never rejects. */
  readonly expired: Promise<void>
  /** To be called when the connection opens and ends. */
  readonly events = { onConnect: () => this.renew(), onDisconnect: () => this.#startTimer() }
  #expire: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined

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

  #startTimer(): void {
    this.#timer ??= setTimeout(this.#expire, FLOW_LOSS_TIMEOUT)
  }
}
