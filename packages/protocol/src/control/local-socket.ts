import { LOOPBACK } from '../socket/address.ts'
import { bindWithRetry } from '../socket/bind.ts'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'
import type { Connection } from '../zmtp/connection.ts'
import { listen } from '../zmtp/listen.ts'

/** A connection to one process of this machine. */
export interface LocalPeer {
  /** Sends a frame; drops it if the connection has ended. */
  send(frame: Buffer): void
  /** Accepts frames of more than 64 KiB, because the peer has proved that it belongs to this Flow. */
  trust(): void
  /** Ends the connection: the peer has no right to it. */
  close(): void
}

/** A control socket for processes of this machine. */
export interface LocalSocket {
  readonly port: number
  close(): void
}

/**
 * Binds a control socket to a free port of loopback.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openLocalSocket(onFrame: (frame: Buffer, from: LocalPeer) => void): Promise<LocalSocket> {
  const onReady = (connection: Connection) => {
    const peer: LocalPeer = {
      send: (frame) => connection.send([frame]),
      trust: () => connection.trust(MAX_FRAME_BYTES),
      close: () => connection.close(),
    }
    connection.onMessage = ([frame]) => frame !== undefined && onFrame(frame, peer)
  }
  const events = { onReady, onClosed: () => undefined }
  return await bindWithRetry({ host: LOOPBACK, port: 0 }, () => listen({ address: LOOPBACK, port: 0 }, events))
}
