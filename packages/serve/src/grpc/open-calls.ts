/** What open calls are counted for. */
export interface OpenCallsOptions {
  /** Whether the server is being closed, so that a call which begins is refused. */
  isDraining(): boolean
  /** A call has ended that began before that. */
  onAnswered(): void
}

/** The calls of a server that are open. */
export class OpenCalls {
  #count = 0
  #onNone: (() => void)[] = []
  readonly #options: OpenCallsOptions

  constructor(options: OpenCallsOptions) {
    this.#options = options
  }

  /** A call begins. Returns what is to be called when it has ended. */
  begin(): () => void {
    const isLate = this.#options.isDraining()
    this.#count += 1
    return () => {
      this.#count -= 1
      if (!isLate) this.#options.onAnswered()
      if (this.#count > 0) return
      for (const resolve of this.#onNone) resolve()
      this.#onNone = []
    }
  }

  /** Resolves when no call is open. */
  ended(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#onNone.push(resolve))
  }
}
