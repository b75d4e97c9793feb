import { addressToBind } from '../socket/address.ts'
import { type BindTarget, bindWithRetry } from '../socket/bind.ts'
import type { Connection, ConnectionEvents } from '../zmtp/connection.ts'
import type { CurveKeyPair } from '../zmtp/curve/key-pair.ts'
import { curveServer } from '../zmtp/curve/server.ts'
import { listen } from '../zmtp/listen.ts'
import type { RefusalReason } from '../zmtp/refusal.ts'

/** What a control socket opens. */
export interface ControlListenerTarget extends BindTarget {
  /**
   * The key pair of its port, or several, of which a peer knows one. A Unix socket is not encrypted.
   *
   * @defaultValue mechanism NULL
   */
  readonly curve?: CurveKeyPair | readonly CurveKeyPair[] | undefined
}

/** The peer of one connection to a control socket. */
export interface ControlPeer {
  /** The public key whose secret the peer has proved to hold; `undefined` without CURVE. */
  readonly peerKey: Buffer | undefined
  /** The routing id that the peer gives itself, one character for each byte. It proves nothing. */
  readonly routingId: string
  /** The address that it dials from; `undefined` once the connection has ended, and over a Unix socket. */
  readonly address: string | undefined
  /** Sends a frame. Returns `false`, and drops it, if the connection has ended. */
  send(frame: Buffer): boolean
  /** Sends a PING, which ZMTP answers below the peer's messages: with libzmq, also while the peer's JavaScript is busy. */
  ping(): void
  /** Lifts the limits for unknown peers, because the peer has proved that it belongs here. */
  trust(): void
  /** Sends what is queued, then closes. */
  close(): void
}

/** Receives the events of a control socket. */
export interface ControlListenerEvents {
  /** A connection is open. Nothing has arrived on it. */
  onOpen?(from: ControlPeer): void
  onFrame(frame: Buffer, from: ControlPeer): void
  /** A peer answered a PING. */
  onPong?(from: ControlPeer): void
  /** A connection that was open has ended. */
  onClosed?(from: ControlPeer): void
  /** A connection was closed because of what its peer did, or failed to do. */
  onRefused?(reason: RefusalReason): void
}

/** A control socket. */
export interface ControlListener {
  /** 0 for a Unix socket. */
  readonly port: number
  /** Sends what is queued on its connections, then closes them. */
  close(): void
}

/**
 * Binds a control socket on our own ZMTP, which limits what unknown peers can do.
 *
 * @throws FlowError `ADDRESS_IN_USE` or `ADDRESS_BIND` if it cannot be opened, `ADDRESS_UNRESOLVED` if its host does not
 * resolve, `ADDRESS_PATH` if its path is too long.
 */
export async function openControlListener(
  { host, port, path, curve }: ControlListenerTarget,
  events: ControlListenerEvents,
): Promise<ControlListener> {
  const target = path === undefined ? { address: await addressToBind(host), port } : { path }
  const mechanism = path === undefined && curve ? await curveServer(curve) : undefined
  return await bindWithRetry({ host, port, path }, () => listen(target, toConnectionEvents(events), mechanism))
}

function toConnectionEvents(events: ControlListenerEvents): ConnectionEvents {
  const peers = new Map<Connection, ControlPeer>()
  return {
    onReady: (connection) => {
      const peer = toPeer(connection, () => peers.has(connection))
      peers.set(connection, peer)
      connection.onPong = () => events.onPong?.(peer)
      connection.onMessage = ([frame]) => frame !== undefined && events.onFrame(frame, peer)
      events.onOpen?.(peer)
    },
    onRefused: (reason) => events.onRefused?.(reason),
    onClosed: (connection) => {
      const peer = peers.get(connection)
      if (peers.delete(connection) && peer !== undefined) events.onClosed?.(peer)
    },
  }
}

function toPeer(connection: Connection, isOpen: () => boolean): ControlPeer {
  return {
    peerKey: connection.established?.peerKey,
    routingId: connection.established?.peer.routingId ?? '',
    address: connection.remoteAddress,
    send: (frame) => {
      connection.send([frame])
      return isOpen()
    },
    ping: () => connection.ping(),
    trust: () => connection.trust(),
    close: () => connection.close(),
  }
}
