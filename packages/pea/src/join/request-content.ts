import {
  MAX_UNPOOLED_BYTES,
  noteGarbage,
  type Piece,
  type RawMessage,
  type ReceivedMessage,
  releaseBuffer,
} from '@peaflow/protocol'
import { DeliveryGroup } from '../link/delivery-group.ts'

/**
 * What a request has in memory: the message that it arrived in, or the payloads of several, and the memory of its result
 * until every delivery of that is settled.
 */
export abstract class RequestContent extends DeliveryGroup {
  // A base class, and fields that its subclass sets: an object beside each request would cost an allocation per message.
  /** The only message, if the request arrived in one. */
  protected message: ReceivedMessage | undefined
  /** The payloads that stand for its messages, if it arrived in several or has been given others since. */
  protected joined: readonly Uint8Array[] | undefined
  /** The payload that is sent, if its memory belongs to this request. */
  protected ownPayload: Uint8Array | undefined

  get payloads(): readonly Uint8Array[] {
    return this.joined ?? [this.payload]
  }

  get payload(): Uint8Array {
    return this.joined?.[0] ?? this.message?.payload ?? new Uint8Array()
  }

  get payloadBytes(): number {
    return this.message?.payloadBytes ?? this.payload.length
  }

  get raw(): RawMessage | undefined {
    return this.message?.raw
  }

  /** Whether it arrived in a single message. */
  get isSingle(): boolean {
    return this.message !== undefined
  }

  /** Whether the single message that it arrived in can be sent on as this piece, or as a whole message. */
  isLike(piece: Piece | undefined): boolean {
    const own = this.message?.piece
    return own?.index === piece?.index && own?.more === piece?.more
  }

  /** Takes over a payload that was made for it: the memory is reused once every edge has settled. */
  own(payload: Uint8Array): void {
    this.ownPayload = payload
  }

  /** Forgets what has arrived, since the result does not need it. */
  release(): void {
    if (this.payloadBytes > MAX_UNPOOLED_BYTES) noteGarbage(this.payloadBytes)
    this.message = undefined
    this.joined = undefined
  }

  protected override allSettled(): void {
    if (this.ownPayload !== undefined) releaseBuffer(this.ownPayload)
  }
}
