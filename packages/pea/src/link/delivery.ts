import { type DataRecord, type Message, type RawMessage, RECORD } from '@peaflow/protocol'

/** Who gave a parcel, and hears how it fares. Each is called once for each parcel. */
export interface DeliveryOwner {
  /** It was handed to a lane: no longer does it wait here. */
  sent(): void
  /** The next Pea has it in memory, or it was given up: nobody needs what it was made of. */
  received(): void
  /** The next Pea is done with it, so that it is never given again: its memory is free. Not called for what was given up. */
  settled(): void
}

/** Which of the parts of its request a parcel is. */
export type Share = Pick<Message, 'shard' | 'shards'>

/** One part on one edge, from the moment it is given until the next Pea is done with it. */
export class Delivery implements DataRecord {
  readonly message: Message
  readonly owner: DeliveryOwner
  readonly shard: number
  readonly shards: number
  /** Set by the lane that carries it. */
  seq = 0
  timeLeft = 0
  /** How often a Pea died while it worked on this. */
  tries = 0
  /** When the call began, on the clock of `performance.now()`; 0: none runs. */
  begunAt = 0
  /** Its call is over, as far as the peer has said. */
  isCalled = false
  /** It is given again, alone on its lane: if that peer dies too, this is why. */
  isIsolated = false
  isSent = false
  isReceived = false
  /** Nobody wants it any more; it is not given again. */
  isDropped = false

  constructor(message: Message, owner: DeliveryOwner, share: Share = message) {
    this.message = message
    this.owner = owner
    this.shard = share.shard
    this.shards = share.shards
  }

  get type(): DataRecord['type'] {
    return this.message.isError ? RECORD.ERROR : RECORD.DATA
  }

  get request(): number {
    return this.message.request
  }

  get endpoint(): string {
    return this.message.endpoint
  }

  get deadline(): number {
    return this.message.deadline
  }

  get payload(): Uint8Array {
    return this.message.payload
  }

  get payloadBytes(): number {
    return this.message.payloadBytes
  }

  get isUrgent(): boolean {
    return this.isIsolated || this.message.isUrgent
  }

  get raw(): RawMessage | undefined {
    return this.message.raw
  }

  /** It was handed to a lane. */
  markSent(): void {
    if (this.isSent) return
    this.isSent = true
    this.owner.sent()
  }

  /** It arrived. */
  markReceived(): void {
    if (this.isReceived) return
    this.isReceived = true
    this.owner.received()
  }

  /** It is given up. */
  drop(): void {
    this.isDropped = true
    this.markSent()
    this.markReceived()
  }
}
