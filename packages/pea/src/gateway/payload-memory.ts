import { MAX_UNPOOLED_BYTES, releaseBuffer } from '@peaflow/protocol'
import { slabOf } from '../document/codec.ts'

/**
 * The memory of a request's payload. It is reused once the request has ended, since the gateway may have to send it again, and
 * once every edge has settled it, as often as it was sent.
 */
export interface PayloadMemory {
  /** It is about to be sent on this many edges. */
  retain(edges: number): void
  /** One of its uses has ended: an edge has settled it, or its request has ended. Each use ends once. */
  release(): void
}

/** The memory of the payload that was encoded last; `undefined` if it cannot be reused. */
export function memoryOf(payload: Uint8Array): PayloadMemory | undefined {
  return slabOf(payload) ?? (payload.length > MAX_UNPOOLED_BYTES ? new PooledPayload(payload) : undefined)
}

/** A payload in a buffer of its own. */
export class PooledPayload implements PayloadMemory {
  readonly #payload: Uint8Array
  #uses = 1

  constructor(payload: Uint8Array) {
    this.#payload = payload
  }

  retain(edges: number): void {
    this.#uses += edges
  }

  release(): void {
    this.#uses -= 1
    if (this.#uses === 0) releaseBuffer(this.#payload)
  }
}
