import type { FlowMessage, PeaMessage } from './messages.ts'

/** A Pea's end of the control channel. */
export interface ControlChannel {
  send(message: PeaMessage): void
  /** Gets every message of the Flow from now on, also those that came before. Set once. */
  listen(listener: (message: FlowMessage) => void): void
  /** Resolves once the Flow was out of reach for longer than the lifeline allows. */
  readonly lost: Promise<void>
  /** Sends what waits, then closes. */
  close(): Promise<void>
}
