import type { FlowMessage, PeaMessage } from '@peaflow/protocol'

/** Gets the messages of Peas. */
export type Listener = (message: PeaMessage) => void

/** One socket of the control channel. */
export interface ControlSocket {
  readonly port: number
  listen(listener: Listener): void
  /** Returns `false` if the Pea has not reported on this socket. */
  send(pea: string, message: FlowMessage): boolean
  close(): void
}
