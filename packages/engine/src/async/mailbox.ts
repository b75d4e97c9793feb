/** Keeps messages until a listener is set, then passes each one on as it arrives, in order. */
export class Mailbox<T> {
  #listener: ((message: T) => void) | undefined
  readonly #early: T[] = []

  /** Passes a message to the listener, or keeps it for the one to come. */
  deliver(message: T): void {
    if (this.#listener === undefined) this.#early.push(message)
    else this.#listener(message)
  }

  /** Passes on what arrived early, then everything else. Call it once. */
  listen(listener: (message: T) => void): void {
    // Set only afterwards: what the listener itself makes arrive goes behind what came early, and this loop reaches it.
    for (const message of this.#early) listener(message)
    this.#early.length = 0
    this.#listener = listener
  }
}
