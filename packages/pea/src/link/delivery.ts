import { type DataRecord, type Message, type Piece, type RawMessage, RECORD } from '@peaflow/protocol'

/** Follows a delivery. Each method is called once for each delivery, except as said there. */
export interface DeliveryOwner {
  /** A link has taken it: it has left the backlog. */
  sent(): void
  /** The next Pea has it in memory, or it was dropped: what it was made from is no longer needed. */
  received(): void
  /** The next Pea has settled it, so it is never redelivered: its memory is free. Not called for a dropped delivery. */
  settled(): void
}

/** Which shard of its request a delivery is for. */
export type Shard = Pick<Message, 'shard' | 'shards'>

/** One message on one edge, until the next Pea has settled it. */
export class Delivery implements DataRecord {
  readonly message: Message
  readonly owner: DeliveryOwner
  readonly shard: number
  readonly shards: number
  /** Set by the link that carries it. */
  seq = 0
  /** Milliseconds, as of the moment it is written. */
  timeLeft = 0
  /** How many Peas died during a call for its request so far. */
  tries: number
  /** When its call began, on the clock of `performance.now()`; 0 while none runs. */
  begunAt = 0
  /** Its call has ended, as far as the peer has acknowledged. */
  isCalled = false
  /** It is redelivered alone on its link: if that peer dies too, this delivery is the reason. */
  isIsolated = false
  /** It is redelivered to a peer that calls an executor, which says at once what becomes of it. */
  isRedelivered = false
  isSent = false
  isReceived = false
  /** Its request is over: it is not redelivered. */
  isDropped = false

  constructor(message: Message, owner: DeliveryOwner, shard: Shard = message) {
    this.message = message
    this.owner = owner
    this.tries = message.tries
    this.shard = shard.shard
    this.shards = shard.shards
  }

  get type(): DataRecord['type'] {
    return this.message.isError ? RECORD.ERROR : RECORD.DATA
  }

  get request(): number {
    return this.message.request
  }

  get attempt(): number {
    return this.message.attempt
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
    return this.isRedelivered || this.message.isUrgent
  }

  get piece(): Piece | undefined {
    return this.message.piece
  }

  get headers(): Uint8Array | undefined {
    return this.message.headers
  }

  get raw(): RawMessage | undefined {
    return this.message.raw
  }

  /** Tells the owner that a link has taken it, the first time. */
  markSent(): void {
    if (this.isSent) return
    this.isSent = true
    this.owner.sent()
  }

  /** Tells the owner that the next Pea has it, the first time. */
  markReceived(): void {
    if (this.isReceived) return
    this.isReceived = true
    this.owner.received()
  }

  /** Gives it up. */
  drop(): void {
    this.isDropped = true
    this.markSent()
    this.markReceived()
  }
}
