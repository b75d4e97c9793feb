import type { Batch } from '@peaflow/protocol'
import type { Acknowledgement } from './acknowledgement.ts'
import { Delivery } from './delivery.ts'
import { DeliveryGroup } from './delivery-group.ts'

/**
 * A batch that a Pea passes on as it came, with one entry for all of its messages. A message becomes a delivery of its
 * own only when it is treated apart from the others: redelivered, dropped or called.
 */
export class RelayedBatch extends DeliveryGroup {
  readonly batch: Batch
  /** It has been written as it came. Messages that are written again, after a reconnect, have less time left. */
  isWritten = false
  readonly #acknowledgement: Acknowledgement
  readonly #onReceived: (relayed: RelayedBatch) => void

  /** @param onReceived - called once the next Pea has every message in memory */
  constructor(batch: Batch, acknowledgement: Acknowledgement, onReceived: (relayed: RelayedBatch) => void) {
    super()
    this.batch = batch
    this.#acknowledgement = acknowledgement
    this.#onReceived = onReceived
    this.expect(batch.count)
  }

  /** Acknowledges a repeat of one of its messages together with the batch. */
  addAck(acknowledgement: Acknowledgement): void {
    this.#acknowledgement.append(acknowledgement)
  }

  /** A link takes the whole batch at once. */
  override allSent(): void {
    this.#acknowledgement.processed()
  }

  /** One of its messages as a delivery of its own, by the sequence number on the link that has taken the batch. */
  delivery(seq: number, isReceived: boolean): Delivery {
    const delivery = new Delivery(this.batch.message(seq - this.batch.first), this)
    delivery.seq = seq
    delivery.isSent = true
    delivery.isReceived = isReceived
    return delivery
  }

  protected override allReceived(): void {
    this.#acknowledgement.settled()
    this.#onReceived(this)
  }

  protected override allSettled(): void {
    this.batch.release()
  }
}
