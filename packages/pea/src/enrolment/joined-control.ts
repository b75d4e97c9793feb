import {
  type ControlChannel,
  encodeControl,
  type FlowMessage,
  isRepeated,
  Lifeline,
  Mailbox,
  type PeaMessage,
  RecentFrames,
} from '@peaflow/protocol'

/** The control channel of one service of a replica that has joined, over a connection that outlives it. */
export class JoinedControl implements ControlChannel {
  readonly #flowId: string
  readonly #send: (frame: Buffer) => void
  readonly #mailbox = new Mailbox<FlowMessage>()
  readonly #lifeline = new Lifeline()
  readonly #recent = new RecentFrames()
  /** What its Flow has not answered: the Pea is to leave. */
  #leaving: { readonly pea: string; readonly frame: Buffer } | undefined
  #onReconnect: () => void = () => undefined

  /** @param send - drops a frame if there is no connection */
  constructor(flowId: string, send: (frame: Buffer) => void) {
    this.#flowId = flowId
    this.#send = send
    this.#lifeline.events.onConnect()
  }

  /** Resolves once the Flow has been out of reach for 15 s. */
  get lost(): Promise<void> {
    return this.#lifeline.expired
  }

  send(message: PeaMessage): void {
    const frame = encodeControl(this.#flowId, message)
    if (isRepeated(message)) this.#recent.add(frame, performance.now())
    if (message.type === 'leaving') this.#leaving = { pea: message.pea, frame }
    this.#send(frame)
  }

  listen(listener: (message: FlowMessage) => void): void {
    this.#mailbox.listen(listener)
  }

  onReconnect(listener: () => void): void {
    this.#onReconnect = listener
  }

  /** Passes a message of the Flow to the Pea, now or when it listens. */
  deliver(message: FlowMessage): void {
    if (message.type === 'leaving' && message.peer === this.#leaving?.pea) this.#leaving = undefined
    this.#mailbox.post(message)
  }

  /** The Flow is connected again: repeats what may have been lost. */
  connected(): void {
    this.#lifeline.events.onConnect()
    this.#onReconnect()
    for (const frame of this.#recent.list(performance.now())) this.#send(frame)
    if (this.#leaving !== undefined) this.#send(this.#leaving.frame)
  }

  disconnected(): void {
    this.#lifeline.events.onDisconnect()
  }

  /** Does nothing but end the watch: the connection serves on. */
  async close(): Promise<void> {
    this.#lifeline.renew()
  }
}
