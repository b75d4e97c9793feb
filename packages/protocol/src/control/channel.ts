import type { FlowMessage, PeaMessage } from './messages.ts'

/** A Pea's end of the control channel. */
export interface ControlChannel {
  send(message: PeaMessage): void
  /** Delivers every message of the Flow to a listener, including those that arrived before. To be called once. */
  listen(listener: (message: FlowMessage) => void): void
  /** Sets what is called whenever the Flow is connected again, before anything that was queued meanwhile is sent. */
  onReconnect?(listener: () => void): void
  /** Resolves once the Flow has been unreachable for 15 s; for 1 s after its `stop`. Never rejects. */
  readonly lost: Promise<void>
  /** Sends what is queued, then closes. */
  close(): Promise<void>
}
