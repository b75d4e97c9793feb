import type { ReceivedPack } from '../wire/batch.ts'
import { explainPack } from '../wire/explain.ts'
import { hasAttachments, pack, packBytes, wholeMessage, writePack } from '../wire/pack.ts'
import type { DataRecord } from '../wire/record.ts'
import { unpack } from '../wire/unpack.ts'
import type { WireRecord } from '../wire/wire-record.ts'
import type { Connection } from '../zmtp/connection.ts'

/** A connection to one peer. */
export interface PeerConnection {
  /** Sends records in one ZeroMQ message. Drops them if the connection has ended: the peer greets again when it is back. */
  send(records: readonly WireRecord[]): void
}

/** A record as it arrives. Messages arrive in batches. */
export type ReceivedRecord = Exclude<WireRecord, DataRecord>

/** Receives what arrives on a connection. */
export interface PackListener {
  onRecords(records: readonly ReceivedRecord[], connection: PackConnection): void
  /** A message that breaks the protocol arrived, and was dropped. `reason` is the rule that it breaks. */
  onDropped(reason: string, connection: PackConnection): void
}

/** Reads and writes packs on a connection. */
export class PackConnection implements PeerConnection {
  readonly #connection: Connection
  readonly #flowId: Buffer

  constructor(connection: Connection, flowId: Buffer, listener: PackListener) {
    this.#connection = connection
    this.#flowId = flowId
    connection.onMessage = (frames) => {
      const received: ReceivedPack = { frames, arrivedAt: performance.now() }
      const records = unpack(flowId, received)
      if (records === undefined) listener.onDropped(explainPack(flowId, frames), this)
      else listener.onRecords(records, this)
    }
  }

  send(records: readonly WireRecord[]): void {
    const connection = this.#connection
    const flowId = this.#flowId
    const whole = wholeMessage(records)
    if (whole !== undefined) connection.send(whole)
    else if (hasAttachments(records)) connection.send(pack(flowId, records))
    else connection.sendSingleFrame(packBytes(records), (memory, at) => writePack([memory], at, { flowId, records }))
  }

  /** Ends the connection: the peer has no right to it. */
  close(): void {
    this.#connection.close()
  }

  /** Lifts the limits for unknown peers, because the peer has proved that it belongs to this Flow. */
  trust(): void {
    this.#connection.trust()
  }

  /** The public key whose secret the peer has proved to hold; `undefined` without CURVE. */
  get peerKey(): Buffer | undefined {
    return this.#connection.established?.peerKey
  }
}
