import { releaseBuffer } from '@peaflow/protocol'
import type { DeliveryOwner } from '../link/delivery.ts'

/** Owns the deliveries of a payload from the buffer pool: releases the buffer once every edge has settled its delivery. */
export class PooledPayload implements DeliveryOwner {
  readonly #payload: Uint8Array
  #toSettle: number

  constructor(payload: Uint8Array, edges: number) {
    this.#payload = payload
    this.#toSettle = edges
  }

  sent(): void {}

  received(): void {}

  settled(): void {
    this.#toSettle -= 1
    if (this.#toSettle === 0) releaseBuffer(this.#payload)
  }
}
