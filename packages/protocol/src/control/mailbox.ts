import { Queue } from '../collections/queue.ts'

/** Retains messages until there is a listener, which then receives all of them in order. */
export class Mailbox<Message> {
  #listener: ((message: Message) => void) | undefined
  readonly #retained = new Queue<Message>()

  /** Passes a message to the listener, or retains it for one. */
  post(message: Message): void {
    if (this.#listener === undefined) this.#retained.push(message)
    else this.#listener(message)
  }

  /** Delivers the retained messages, then each message as it is posted. A later listener replaces this one. */
  listen(listener: (message: Message) => void): void {
    this.#listener = undefined // a message that is posted meanwhile must not overtake
    for (let next = this.#retained.shift(); next !== undefined; next = this.#retained.shift()) listener(next)
    this.#listener = listener
  }
}
