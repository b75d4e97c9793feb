import { type ControlChannel, type FlowMessage, Lifeline, Mailbox, type PeaMessage } from '@peaflow/protocol'

/** The most messages about failed requests that are held back while there is no connection. */
const MAX_UNSENT = 1_024

/** The control channel of one service of a replica that has joined, over a connection that outlives it. */
export class JoinedControl implements ControlChannel {
  readonly #send: (message: PeaMessage) => boolean
  readonly #mailbox = new Mailbox<FlowMessage>()
  readonly #lifeline = new Lifeline()
  /** Said while there was no connection: nobody else tells the Flow of these requests. */
  readonly #unsent: PeaMessage[] = []
  #onReconnect: () => void = () => undefined

  /** @param send - returns `false` if there is no connection */
  constructor(send: (message: PeaMessage) => boolean) {
    this.#send = send
    this.#lifeline.events.onConnect()
  }

  /** Resolves once the Flow has been out of reach for 15 s. */
  get lost(): Promise<void> {
    return this.#lifeline.expired
  }

  send(message: PeaMessage): void {
    if (!this.#send(message) && message.type === 'failed' && this.#unsent.length < MAX_UNSENT)
      this.#unsent.push(message)
  }

  listen(listener: (message: FlowMessage) => void): void {
    this.#mailbox.listen(listener)
  }

  onReconnect(listener: () => void): void {
    this.#onReconnect = listener
  }

  /** Passes a message of the Flow to the Pea, now or when it listens. */
  deliver(message: FlowMessage): void {
    this.#mailbox.post(message)
  }

  /** The Flow is connected again. */
  connected(): void {
    this.#lifeline.events.onConnect()
    this.#onReconnect()
    for (const message of this.#unsent.splice(0)) this.send(message)
  }

  disconnected(): void {
    this.#lifeline.events.onDisconnect()
  }

  /** Does nothing but end the watch: the connection serves on. */
  async close(): Promise<void> {
    this.#lifeline.renew()
  }
}
