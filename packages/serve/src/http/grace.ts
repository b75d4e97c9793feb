/** A grace period that begins anew with each answer: what is closed goes on for as long as it gets somewhere. */
export class Grace {
  readonly #onOver: () => void
  #milliseconds = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  /** @param onOver - ends what has not ended */
  constructor(onOver: () => void) {
    this.#onOver = onOver
  }

  /** Begins the period. Called again, the shortest counts. */
  begin(milliseconds: number): void {
    this.#milliseconds = Math.min(this.#milliseconds, milliseconds)
    this.renew()
  }

  /** Something was answered. */
  renew(): void {
    clearTimeout(this.#timer)
    if (Number.isFinite(this.#milliseconds)) this.#timer = setTimeout(this.#onOver, this.#milliseconds)
  }

  /** Nothing is open any more. */
  end(): void {
    clearTimeout(this.#timer)
    this.#milliseconds = Number.POSITIVE_INFINITY
  }
}
