/** What a {@link Wait} reports. */
export interface WaitEvents {
  /** A reason for waiting that was not told before. */
  onReason(reason: string): void
  /** It has lasted as long as it may; `reason` is the last one. */
  onTimeout(reason: string): void
}

/** The time in which a replica serves no Flow. Tells each reason for it once, and limits how long it lasts. */
export class Wait {
  readonly #timeout: number | undefined
  readonly #events: WaitEvents
  #timer: NodeJS.Timeout | undefined
  #reason: string | undefined
  #isOver = true
  #isLate = false

  /** @param timeout - milliseconds; without it, there is no limit */
  constructor(timeout: number | undefined, events: WaitEvents) {
    this.#timeout = timeout
    this.#events = events
  }

  begin(): void {
    this.#isOver = false
    this.#isLate = false
    this.#reason = undefined
    if (this.#timeout !== undefined) this.#timer = setTimeout(() => this.#onLate(), this.#timeout)
  }

  /** Reports nothing more until it begins again. */
  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  /** Names the reason. However short the time is, it is not over before there was one. */
  because(reason: string): void {
    if (this.#isOver || this.#reason === reason) return
    this.#reason = reason
    this.#events.onReason(reason)
    if (this.#isLate) this.#events.onTimeout(reason)
  }

  #onLate(): void {
    this.#isLate = true
    if (this.#reason !== undefined) this.#events.onTimeout(this.#reason)
  }
}
