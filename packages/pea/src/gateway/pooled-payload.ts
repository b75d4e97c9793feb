import { releaseBuffer } from '@peaflow/protocol'
import { DeliveryGroup } from '../link/delivery-group.ts'

/** Owns the deliveries of a payload that is used nowhere else: releases its memory once every edge has settled. */
export class PooledPayload extends DeliveryGroup {
  readonly #payload: Uint8Array

  constructor(payload: Uint8Array, edges: number) {
    super()
    this.#payload = payload
    this.expect(edges)
  }

  protected override allSent(): void {}

  protected override allReceived(): void {}

  protected override allSettled(): void {
    releaseBuffer(this.#payload)
  }
}
