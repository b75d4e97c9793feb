import { type DataRecord, type RawPart, RECORD } from '../wire/record.ts'
import type { Part } from './part.ts'

/** Who gave a parcel, and hears how it fares. Each is called once for each parcel. */
export interface ParcelOwner {
  /** It was handed to a lane: no longer does it wait here. */
  given(): void
  /** The next Pea has it in memory, or it was given up: nobody needs what it was made of. */
  got(): void
  /** The next Pea is done with it, so that it is never given again: its memory is free. Not called for what was given up. */
  forgotten(): void
}

/** Which of the parts of its request a parcel is. */
export type Share = Pick<Part, 'shard' | 'shards'>

/** One part on one edge, from the moment it is given until the next Pea is done with it. */
export class Parcel implements DataRecord {
  readonly part: Part
  readonly owner: ParcelOwner
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
  isSuspect = false
  isGiven = false
  isGot = false
  /** Nobody wants it any more; it is not given again. */
  isDropped = false

  constructor(part: Part, owner: ParcelOwner, share: Share = part) {
    this.part = part
    this.owner = owner
    this.shard = share.shard
    this.shards = share.shards
  }

  get type(): DataRecord['type'] {
    return this.part.isError ? RECORD.ERROR : RECORD.DATA
  }

  get request(): number {
    return this.part.request
  }

  get endpoint(): string {
    return this.part.endpoint
  }

  get deadline(): number {
    return this.part.deadline
  }

  get payload(): Uint8Array {
    return this.part.payload
  }

  get payloadBytes(): number {
    return this.part.payloadBytes
  }

  get isUrgent(): boolean {
    return this.isSuspect || this.part.isUrgent
  }

  get raw(): RawPart | undefined {
    return this.part.raw
  }

  /** It was handed to a lane. */
  give(): void {
    if (this.isGiven) return
    this.isGiven = true
    this.owner.given()
  }

  /** It arrived. */
  receipt(): void {
    if (this.isGot) return
    this.isGot = true
    this.owner.got()
  }

  /** It is given up. */
  drop(): void {
    this.isDropped = true
    this.give()
    this.receipt()
  }
}
