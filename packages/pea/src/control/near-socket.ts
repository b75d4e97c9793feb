import { LOOPBACK } from '../socket/address.ts'
import { bindPatiently } from '../socket/bind.ts'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'
import type { Connection } from '../zmtp/connection.ts'
import { listen } from '../zmtp/listen.ts'

/** The way to one process of this machine. */
export interface NearConnection {
  /** Sends a frame; nothing if the connection has ended. */
  send(frame: Buffer): void
  /** It has shown that it belongs here: it may send frames of more than 64 KiB. */
  trust(): void
}

/** A control socket for processes of this machine. */
export interface NearSocket {
  readonly port: number
  close(): void
}

/**
 * Binds a control socket on a free port of loopback.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openNear(onFrame: (frame: Buffer, from: NearConnection) => void): Promise<NearSocket> {
  const onReady = (connection: Connection) => {
    const way: NearConnection = {
      send: (frame) => connection.send([frame]),
      trust: () => connection.trust(MAX_FRAME_BYTES),
    }
    connection.onMessage = ([frame]) => frame !== undefined && onFrame(frame, way)
  }
  const events = { onReady, onClosed: () => undefined }
  return await bindPatiently({ host: LOOPBACK, port: 0 }, () => listen({ address: LOOPBACK, port: 0 }, events))
}
