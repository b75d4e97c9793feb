import { MAX_UNPOOLED_BYTES, releaseBuffer } from '@peaflow/protocol'
import { DeliveryGroup } from '../link/delivery-group.ts'

/**
 * A payload whose memory is reused: once its request has ended, since the gateway may have to send it again, and every edge
 * has settled it, as often as it was sent.
 */
export class PooledPayload {
  readonly #payload: Uint8Array
  #uses = 1

  constructor(payload: Uint8Array) {
    this.#payload = payload
  }

  /** A payload that is worth it; `undefined` for a small one. */
  static of(payload: Uint8Array): PooledPayload | undefined {
    return payload.length > MAX_UNPOOLED_BYTES ? new PooledPayload(payload) : undefined
  }

  /** It is about to be sent on this many edges. Returns the owner of the deliveries. */
  sent(edges: number): SentPayload {
    this.#uses += 1
    return new SentPayload(this, edges)
  }

  /** One of its uses has ended: a sending, or the request. */
  release(): void {
    this.#uses -= 1
    if (this.#uses === 0) releaseBuffer(this.#payload)
  }
}

/** Owns the deliveries of one sending of a payload. */
class SentPayload extends DeliveryGroup {
  readonly #payload: PooledPayload

  constructor(payload: PooledPayload, edges: number) {
    super()
    this.#payload = payload
    this.expect(edges)
  }

  protected override allSent(): void {}

  protected override allReceived(): void {}

  protected override allSettled(): void {
    this.#payload.release()
  }
}
