import { releaseBuffer } from '@peaflow/protocol'
import { DeliveryGroup } from '../link/delivery-group.ts'
import type { PendingRequest } from './pending-request.ts'

/** How a piece of an answer is sent. */
export interface PieceSending {
  /** The request that it answers. */
  readonly pending: PendingRequest
  readonly edges: number
  /** Its payload, if its memory can be reused. */
  readonly own: Uint8Array | undefined
  /** Links have taken it on every edge. */
  readonly onSent: () => void
}

/** Owns the deliveries of one piece of an answer, of which more follows. Its request is not settled before they are received. */
export class PieceDeliveries extends DeliveryGroup {
  readonly #sending: PieceSending

  constructor(sending: PieceSending) {
    super()
    this.#sending = sending
    this.expect(sending.edges)
    sending.pending.addPiece()
  }

  protected override allSent(): void {
    this.#sending.onSent()
  }

  protected override allReceived(): void {
    this.#sending.pending.pieceReceived()
  }

  protected override allSettled(): void {
    if (this.#sending.own !== undefined) releaseBuffer(this.#sending.own)
  }
}
