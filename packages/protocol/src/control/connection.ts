import { isLocalHost } from '../socket/address.ts'
import { LocalConnection } from './local-connection.ts'
import { dialRemote } from './remote-connection.ts'

/** One end of a control channel: the one that dials. */
export interface ControlConnection {
  /** Sends a frame, once there is a connection; nothing if the line is closed. */
  send(frame: Buffer): void
  /** Sends what waits, then closes: done when the other end has it, or is not there. */
  close(): Promise<void>
}

/** What hears of a {@link ControlLine}. */
export interface ControlConnectionEvents {
  onFrame(frame: Buffer): void
  /** There is a connection, for the first time or again; the other end may be too busy to talk yet. */
  onConnect(): void
  onDisconnect(): void
}

/** Where a line leads, and the name that it is known by there. */
export interface ControlTarget {
  readonly host: string
  readonly port: number
  /** Unique among all who dial that socket; at most 255 bytes. */
  readonly routingId: string
}

/**
 * Dials a control socket. On this machine the kernel tells when the other end is gone. Otherwise only heartbeats do, which
 * libzmq's thread answers while JavaScript is busy; a Pea that needs none starts without it.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function dialConnection(
  target: ControlTarget,
  events: ControlConnectionEvents,
): Promise<ControlConnection> {
  return isLocalHost(target.host) ? new LocalConnection(target, events) : await dialRemote(target, events)
}
