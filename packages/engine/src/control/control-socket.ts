import type { FlowMessage, PeaMessage } from '@peaflow/protocol'
import type { Identity } from './identity.ts'

/** Gets the messages of Peas. `from` is the Pea, and the incarnation of it, that the connection has proved to be. */
export type Listener = (message: PeaMessage, from: Identity) => void

/** Gets the answers to PINGs: signs of life, of the incarnation of a Pea that the connection has proved to be. */
export type PongListener = (from: Identity) => void

/** One socket of the control channel. */
export interface ControlSocket {
  readonly port: number
  listen(listener: Listener, onPong: PongListener): void
  /** Returns `false` if the Pea has not reported on this socket. */
  send(pea: string, message: FlowMessage): boolean
  /** Asks a Pea that has reported on this socket for a sign of life. */
  ping(pea: string): void
  close(): void
}
