import type { ReceivedPack } from '../wire/batch.ts'
import { hasAttachments, pack, packBytes, wholeMessage, writePack } from '../wire/pack.ts'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'
import type { DataRecord, WireRecord } from '../wire/record.ts'
import { unpack } from '../wire/unpack.ts'
import type { Connection } from '../zmtp/connection.ts'

/** The way to one peer. */
export interface PeerConnection {
  /** Sends records in one message; what cannot be sent is dropped, and the peer greets again when it is back. */
  send(records: readonly WireRecord[]): void
}

/** A record as it comes; parts come in runs. */
export type ReceivedRecord = Exclude<WireRecord, DataRecord>

/** What comes by a port. */
export interface PackListener {
  onRecords(records: readonly ReceivedRecord[], connection: PackConnection): void
  /** A message came that is none of this Flow's. */
  onDropped(): void
}

/** Reads and writes packs by a connection. */
export class PackConnection implements PeerConnection {
  readonly #connection: Connection
  readonly #flowId: Buffer

  constructor(connection: Connection, flowId: Buffer, listener: PackListener) {
    this.#connection = connection
    this.#flowId = flowId
    connection.onMessage = (frames) => {
      const pack: ReceivedPack = { frames, arrivedAt: performance.now() }
      const records = unpack(flowId, pack)
      if (records === undefined) listener.onDropped()
      else listener.onRecords(records, this)
    }
  }

  send(records: readonly WireRecord[]): void {
    const connection = this.#connection
    const flowId = this.#flowId
    const whole = wholeMessage(records)
    if (whole !== undefined) connection.send(whole)
    else if (hasAttachments(records)) connection.send(pack(flowId, records))
    else connection.sendInPlace(packBytes(records), (memory, at) => writePack([memory], at, { flowId, records }))
  }

  /** The peer has shown that it is of this Flow: it may send large frames. */
  trust(): void {
    this.#connection.trust(MAX_FRAME_BYTES)
  }
}
