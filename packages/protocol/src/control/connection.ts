import type { CurveClientKeys } from '../zmtp/curve/key-pair.ts'

/** The end of a control connection that dials. */
export interface ControlConnection {
  /** Sends a frame, as soon as there is a connection; drops it once the connection was closed. */
  send(frame: Buffer): void
  /** Sends what is queued, then closes. Resolves when the other end has it, or cannot be reached. */
  close(): Promise<void>
}

/** Receives the events of a {@link ControlConnection}. */
export interface ControlConnectionEvents {
  onFrame(frame: Buffer): void
  /** A connection is open, for the first time or again. The process at the other end may be too busy to respond. */
  onConnect(): void
  onDisconnect(): void
  /** A connection can be used that is not the first, and nothing has been sent on it. */
  onReconnect?(): void
  /** The other end has ended the handshake: it has another key, or another mechanism. It is dialled again. */
  onRefused?(): void
}

/** Where a control connection leads, and the name by which it is known there. */
export interface ControlTarget {
  readonly host: string
  readonly port: number
  /** A Unix socket, dialled instead of the port. */
  readonly path?: string | undefined
  /** Unique among all that dial that socket; at most 255 bytes. */
  readonly routingId: string
  /**
   * Milliseconds without a sign of the other machine after which the connection is closed.
   *
   * @defaultValue 10_000
   */
  readonly silence?: number | undefined
  /**
   * The keys of this end, and the public key of the other one.
   *
   * @defaultValue mechanism NULL
   */
  readonly curve?: CurveClientKeys | undefined
}
