import { type ControlChannel, type FlowMessage, Mailbox, type PeaMessage } from '@peaflow/protocol'

/** The control channel of an adopted Pea: its messages travel over the external Pea's own socket. */
export class RelayedControl implements ControlChannel {
  readonly lost: Promise<void>
  readonly send: (message: PeaMessage) => void
  readonly #lose: () => void
  readonly #mailbox = new Mailbox<FlowMessage>()

  constructor(send: (message: PeaMessage) => void) {
    let lose: () => void = () => undefined
    this.lost = new Promise((resolve) => {
      lose = resolve
    })
    this.send = send
    this.#lose = lose
  }

  /** Passes a message of the Flow to the Pea, now or when it listens. */
  deliver(message: FlowMessage): void {
    this.#mailbox.post(message)
  }

  /** The Flow has been out of reach for too long. */
  lose(): void {
    this.#lose()
  }

  listen(listener: (message: FlowMessage) => void): void {
    this.#mailbox.listen(listener)
  }

  /** Does nothing: the socket is the external Pea's, and stays open for the next Flow. */
  async close(): Promise<void> {}
}
