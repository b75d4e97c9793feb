import { ATTACHED, FLAGS, MESSAGE, TYPE, URGENT } from './layout.ts'
import type { IncomingRequest, Message } from './message.ts'
import { readU48 } from './number.ts'
import { payloadStart, readHeaders, readPiece } from './optional-fields.ts'
import { NO_DEADLINE } from './protocol.ts'
import { type DataRecord, type Piece, type RawMessage, RECORD } from './record.ts'

/**
 * A message as it arrived. Its bytes stay in the pack: endpoint and payload are read on access, and a relayed message is
 * copied from pack to pack together with its neighbours.
 */
export class ReceivedMessage implements DataRecord, RawMessage, Message, IncomingRequest {
  readonly type: DataRecord['type']
  readonly seq: number
  readonly request: number
  /** When its request times out, in milliseconds of `performance.now()`. */
  readonly deadline: number
  /** Milliseconds from its arrival to its deadline. */
  readonly timeLeft: number
  readonly shard: number
  readonly shards: number
  readonly frame: Buffer
  readonly from: number
  readonly to: number
  readonly attachment: Buffer | undefined

  constructor({ frame, from, to, attachment }: RawMessage, arrivedAt: number) {
    this.type = frame[from + TYPE] as DataRecord['type']
    this.seq = readU48(frame, from + MESSAGE.SEQ)
    this.request = readU48(frame, from + MESSAGE.REQUEST)
    this.timeLeft = frame.readUInt32LE(from + MESSAGE.TIME_LEFT)
    this.deadline = this.timeLeft === NO_DEADLINE ? Number.POSITIVE_INFINITY : arrivedAt + this.timeLeft
    this.shard = frame.readUInt16LE(from + MESSAGE.SHARD)
    this.shards = frame.readUInt16LE(from + MESSAGE.SHARDS)
    this.frame = frame
    this.from = from
    this.to = to
    this.attachment = ((frame[from + FLAGS] as number) & ATTACHED) !== 0 ? attachment : undefined
  }

  get attempt(): number {
    return this.frame.readUInt16LE(this.from + MESSAGE.ATTEMPT)
  }

  get tries(): number {
    return this.frame[this.from + MESSAGE.TRIES] as number
  }

  get raw(): RawMessage {
    return this
  }

  get isError(): boolean {
    return this.type === RECORD.ERROR
  }

  get endpoint(): string {
    const from = this.from + MESSAGE.ENDPOINT
    return this.frame.toString('utf8', from, from + (this.frame[this.from + MESSAGE.ENDPOINT_BYTES] as number))
  }

  get payload(): Uint8Array {
    return this.attachment ?? this.frame.subarray(payloadStart(this.frame, this.from), this.to)
  }

  get payloads(): readonly Uint8Array[] {
    return [this.payload]
  }

  get payloadBytes(): number {
    return this.attachment?.length ?? this.to - payloadStart(this.frame, this.from)
  }

  get isUrgent(): boolean {
    return ((this.frame[this.from + FLAGS] as number) & URGENT) !== 0
  }

  get piece(): Piece | undefined {
    return readPiece(this.frame, this.from)
  }

  get headers(): Uint8Array | undefined {
    return readHeaders(this.frame, this.from)
  }
}
