import type { Batch } from '@peaflow/protocol'
import type { Acknowledgement } from './acknowledgement.ts'
import { Delivery, type DeliveryOwner } from './delivery.ts'

/** Parts on their way through a Pea that passes them on as they came: one thing to keep books of, until it comes to it. */
export class RelayedBatch implements DeliveryOwner {
  readonly batch: Batch
  /** It has left as it came; what of it is sent once more has less time left. */
  isWritten = false
  readonly #acknowledgements: Acknowledgement[]
  readonly #onReceived: (relayed: RelayedBatch) => void
  #toReceive: number
  #toSettle: number

  constructor(batch: Batch, acknowledgement: Acknowledgement, onReceived: (relayed: RelayedBatch) => void) {
    this.batch = batch
    this.#acknowledgements = [acknowledgement]
    this.#toReceive = batch.count
    this.#toSettle = batch.count
    this.#onReceived = onReceived
  }

  /** Whoever gave one of the parts again hears when all are done. */
  addAck(acknowledgement: Acknowledgement): void {
    this.#acknowledgements.push(acknowledgement)
  }

  /** All were handed to a lane at once. */
  sent(): void {
    for (const acknowledgement of this.#acknowledgements) acknowledgement.processed()
  }

  /** The next Pea has one more of them. */
  received(): void {
    this.#toReceive -= 1
    if (this.#toReceive > 0) return
    for (const acknowledgement of this.#acknowledgements) acknowledgement.settled()
    this.#onReceived(this)
  }

  /** The next Pea is done with one more of them. */
  settled(): void {
    this.#toSettle -= 1
    if (this.#toSettle === 0) this.batch.release()
  }

  /** One of the parts, by its number on the lane that it was given to, as a parcel of its own. */
  delivery(seq: number, isReceived: boolean): Delivery {
    const delivery = new Delivery(this.batch.message(seq - this.batch.first), this)
    delivery.seq = seq
    delivery.isSent = true
    delivery.isReceived = isReceived
    return delivery
  }
}
