import { NO_DEADLINE, PACK_BYTES, sentBytes, type WireRecord } from '@peaflow/protocol'
import { RelayedBatch } from './relayed-batch.ts'
import type { Unsettled } from './unsettled.ts'

/** Bytes up to which a batch shares a pack with other records: copying more costs more than a pack does. */
const MAX_COPIED_BYTES = 32 * 1_024

/** Puts unsettled messages into packs, in order. After a reconnect it starts over with the first one not received. */
export class Transmission {
  /** The first number that has not been sent. */
  next = 0
  readonly #unsettled: Unsettled

  constructor(unsettled: Unsettled) {
    this.#unsettled = unsettled
  }

  get isPending(): boolean {
    return this.next < this.#unsettled.next
  }

  /** The records of the next pack. May be empty while messages are pending: those that are settled are skipped. */
  nextPack(now: number): WireRecord[] {
    const records: WireRecord[] = []
    for (let bytes = 0; this.isPending && bytes < PACK_BYTES; ) {
      const entry = this.#unsettled.at(this.next)
      if (entry instanceof RelayedBatch && entry.batch.first === this.next && !entry.isWritten) {
        bytes += sentBytes(entry.batch)
        if (records.length > 0 && bytes > MAX_COPIED_BYTES) break
        entry.isWritten = true
        records.push(entry.batch)
        this.next += entry.batch.count
      } else {
        const delivery = this.#unsettled.deliveryAt(this.next)
        this.next += 1
        if (delivery === undefined) continue
        delivery.timeLeft = Math.min(NO_DEADLINE, Math.max(0, Math.floor(delivery.deadline - now)))
        bytes += sentBytes(delivery)
        records.push(delivery)
      }
    }
    return records
  }
}
