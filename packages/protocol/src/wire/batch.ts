import { releaseBuffer } from '../memory/buffer-pool.ts'
import { ATTACHED, FLAGS, MESSAGE, PACK_HEADER_BYTES, PIECE, TYPE, URGENT } from './layout.ts'
import { readU48, writeU48 } from './number.ts'
import { NO_DEADLINE } from './protocol.ts'
import { ReceivedMessage } from './received-message.ts'
import { RECORD } from './record.ts'

/** A pack as it arrived: its frames, and its time of arrival, in milliseconds of `performance.now()`. */
export interface ReceivedPack {
  readonly frames: Buffer[]
  readonly arrivedAt: number
}

/**
 * Messages that arrived side by side in one pack, with consecutive sequence numbers. They stay in the pack until one of them
 * is asked for: a Pea that relays them does its accounting once for the whole batch, which made relaying six times cheaper.
 */
export class Batch {
  readonly pack: ReceivedPack
  /** The sequence number of the first message. */
  first: number
  /** The offset of each record in the pack. */
  readonly starts: number[] = []
  /** The offset at which the last record ends. */
  end = 0
  /** Whether one of the messages is urgent: its sender is waiting for it to be settled. */
  isUrgent = false
  /** Whether one of the messages is an error. */
  hasError = false
  /** Whether one of the messages is one shard of its request. */
  isSharded = false
  /** Whether one of the messages belongs to a request that the gateway has given again. */
  isRetried = false
  /** Whether one of the messages is a piece of a streamed answer. */
  isStreamed = false
  /** Bytes of all payloads. */
  payloadBytes = 0
  #timeLeft = 0
  /** The index of its first attachment among the frames, and the index after its last one. */
  readonly #attachedFrom: number
  attachedTo: number

  constructor(pack: ReceivedPack, first: number, attachedFrom: number) {
    this.pack = pack
    this.first = first
    this.#attachedFrom = attachedFrom
    this.attachedTo = attachedFrom
  }

  /** The frame that holds the records. */
  get frame(): Buffer {
    return this.pack.frames[0] as Buffer
  }

  /** How many messages it has. */
  get count(): number {
    return this.starts.length
  }

  /** Bytes of its records in the pack, without attachments. */
  get bytes(): number {
    return this.end - (this.starts[0] as number)
  }

  /** Whether the pack holds nothing else. */
  get isWhole(): boolean {
    const { frames } = this.pack
    return this.starts[0] === PACK_HEADER_BYTES && this.end === this.frame.length && this.attachedTo === frames.length
  }

  /** Returns the memory of the pack to its pool, if this batch is all that it holds. The batch must not be used afterwards. */
  release(): void {
    if (this.isWhole) for (const frame of this.pack.frames) releaseBuffer(frame)
  }

  /** The latest deadline of its messages, in milliseconds of `performance.now()`. */
  get deadline(): number {
    return this.#timeLeft === NO_DEADLINE ? Number.POSITIVE_INFINITY : this.pack.arrivedAt + this.#timeLeft
  }

  /** Whether a payload of it is an attachment. */
  get isAttached(): boolean {
    return this.attachedTo > this.#attachedFrom
  }

  /** The frames that hold its large payloads. */
  get attachments(): readonly Buffer[] {
    return this.pack.frames.slice(this.#attachedFrom, this.attachedTo)
  }

  /** Whether this is the sequence number after its last one. */
  isFollowedBy(seq: number): boolean {
    return seq === this.first + this.starts.length
  }

  /** Adds the record behind the last one. */
  add(from: number, to: number): void {
    const { frame } = this
    const flags = frame[from + FLAGS] as number
    if ((flags & URGENT) !== 0) this.isUrgent = true
    if (frame[from + TYPE] === RECORD.ERROR) this.hasError = true
    if ((flags & PIECE) !== 0) this.isStreamed = true
    if (isAttached(frame, from)) this.attachedTo += 1
    if (frame.readUInt16LE(from + MESSAGE.SHARDS) !== 1) this.isSharded = true
    if (frame.readUInt16LE(from + MESSAGE.ATTEMPT) !== 0) this.isRetried = true
    this.#timeLeft = Math.max(this.#timeLeft, frame.readUInt32LE(from + MESSAGE.TIME_LEFT))
    this.payloadBytes += frame.readUInt32LE(from + MESSAGE.PAYLOAD_BYTES)
    this.starts.push(from)
    this.end = to
  }

  /** The request number of a message. */
  requestAt(index: number): number {
    return readU48(this.frame, (this.starts[index] as number) + MESSAGE.REQUEST)
  }

  /** Whether it has a message of that request. */
  has(request: number): boolean {
    for (let index = 0; index < this.count; index += 1) if (this.requestAt(index) === request) return true
    return false
  }

  /** Renumbers its messages from `first`, in place: the pack has no other reader. */
  renumber(first: number): void {
    const { frame, starts } = this
    this.first = first
    for (let index = 0; index < starts.length; index += 1) {
      writeU48(frame, first + index, (starts[index] as number) + MESSAGE.SEQ)
    }
  }

  message(index: number): ReceivedMessage {
    let attached = this.#attachedFrom
    for (let before = 0; before < index; before += 1)
      if (isAttached(this.frame, this.starts[before] as number)) attached += 1
    return this.messageWith(index, attached)
  }

  messages(): ReceivedMessage[] {
    const messages: ReceivedMessage[] = []
    let attached = this.#attachedFrom
    for (let index = 0; index < this.count; index += 1) {
      const message = this.messageWith(index, attached)
      if (message.attachment !== undefined) attached += 1
      messages.push(message)
    }
    return messages
  }

  /** A message, given the index of the frame that is its payload if that is an attachment. */
  messageWith(index: number, attached: number): ReceivedMessage {
    const { frames, arrivedAt } = this.pack
    const [frame] = frames as [Buffer]
    const from = this.starts[index] as number
    const to = this.starts[index + 1] ?? this.end
    return new ReceivedMessage({ frame, from, to, attachment: frames[attached] }, arrivedAt)
  }
}

function isAttached(frame: Buffer, from: number): boolean {
  return ((frame[from + FLAGS] as number) & ATTACHED) !== 0
}

/** Whether the record at an offset is a message. */
export function isMessageRecord(frame: Buffer, from: number): boolean {
  const type = frame[from + TYPE]
  return type === RECORD.DATA || type === RECORD.ERROR
}
