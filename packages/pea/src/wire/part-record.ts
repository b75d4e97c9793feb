import type { Arrival, Part } from '../link/part.ts'
import { ATTACHED, FLAGS, PART, TYPE, URGENT } from './layout.ts'
import { readU48 } from './number.ts'
import { NO_DEADLINE } from './protocol.ts'
import { type DataRecord, type RawPart, RECORD } from './record.ts'

/** Where a part is: its record in a pack, and the frame beside the pack if its payload is large. */
export interface PartPlace {
  readonly frame: Buffer
  readonly from: number
  readonly to: number
  readonly attachment: Buffer | undefined
}

/**
 * A part as it came. It stays where it is: its payload is cut out only when somebody asks for it, and a part that is
 * passed on is copied from pack to pack with its neighbours.
 */
export class PartRecord implements DataRecord, RawPart, Part, Arrival {
  readonly type: DataRecord['type']
  readonly seq: number
  readonly request: number
  /** When its time is up, on the clock of `performance.now()`. */
  readonly deadline: number
  readonly timeLeft: number
  readonly shard: number
  readonly shards: number
  readonly frame: Buffer
  readonly from: number
  readonly to: number
  readonly attachment: Buffer | undefined

  constructor({ frame, from, to, attachment }: PartPlace, arrivedAt: number) {
    this.type = frame[from + TYPE] as DataRecord['type']
    this.seq = readU48(frame, from + PART.SEQ)
    this.request = readU48(frame, from + PART.REQUEST)
    this.timeLeft = frame.readUInt32LE(from + PART.TIME_LEFT)
    this.deadline = this.timeLeft === NO_DEADLINE ? Number.POSITIVE_INFINITY : arrivedAt + this.timeLeft
    this.shard = frame.readUInt16LE(from + PART.SHARD)
    this.shards = frame.readUInt16LE(from + PART.SHARDS)
    this.frame = frame
    this.from = from
    this.to = to
    this.attachment = ((frame[from + FLAGS] as number) & ATTACHED) !== 0 ? attachment : undefined
  }

  get raw(): RawPart {
    return this
  }

  get isError(): boolean {
    return this.type === RECORD.ERROR
  }

  get endpoint(): string {
    const from = this.from + PART.ENDPOINT
    return this.frame.toString('utf8', from, from + endpointBytes(this))
  }

  get payload(): Uint8Array {
    return this.attachment ?? this.frame.subarray(this.from + PART.ENDPOINT + endpointBytes(this), this.to)
  }

  get payloads(): readonly Uint8Array[] {
    return [this.payload]
  }

  get payloadBytes(): number {
    return this.attachment?.length ?? this.to - this.from - PART.ENDPOINT - endpointBytes(this)
  }

  get isUrgent(): boolean {
    return ((this.frame[this.from + FLAGS] as number) & URGENT) !== 0
  }
}

/** No method of the part's own: V8 marks each object of a class that has private ones, which takes longer than to make it. */
function endpointBytes({ frame, from }: PartRecord): number {
  return frame[from + PART.ENDPOINT_BYTES] as number
}
