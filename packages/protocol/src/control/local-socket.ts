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
}

/** A control socket for processes of this machine. */
export interface LocalSocket {
  /** 0 for a Unix socket. */
  readonly port: number
  close(): void
}

/**
 * Binds a control socket to a Unix socket, or without a path to a free port of loopback.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened, `ADDRESS_PATH` if the path is too long.
 */
export async function openLocalSocket(
  onFrame: (frame: Buffer, from: LocalPeer) => void,
  path?: string,
): Promise<LocalSocket> {
  const onReady = (connection: Connection) => {
    const peer: LocalPeer = {
      send: (frame) => connection.send([frame]),
      trust: () => connection.trust(MAX_FRAME_BYTES),
    }
    connection.onMessage = ([frame]) => frame !== undefined && onFrame(frame, peer)
  }
  const events = { onReady, onClosed: () => undefined }
  const target = path === undefined ? { address: LOOPBACK, port: 0 } : { path }
  return await bindWithRetry({ host: LOOPBACK, port: 0, path }, () => listen(target, events))
}
