import { releaseBuffer } from '../memory/buffer-pool.ts'
import { ATTACHED, FLAGS, MESSAGE, PACK_HEADER_BYTES, TYPE, URGENT } from './layout.ts'
import { readU48, writeU48 } from './number.ts'
import { NO_DEADLINE } from './protocol.ts'
import { ReceivedMessage } from './received-message.ts'
import { RECORD } from './record.ts'

/** A message that arrived: its frames, and when, on the clock of `performance.now()`. */
export interface ReceivedPack {
  readonly frames: Buffer[]
  readonly arrivedAt: number
}

/**
 * Parts that came side by side in one pack, numbered one after the other. They stay where they are until somebody asks
 * for one of them: a Pea that passes them on as they came keeps one book for all, which made a pass six times cheaper.
 */
export class Batch {
  readonly pack: ReceivedPack
  /** The number of its first part; the others follow. */
  first: number
  /** Where each record begins in the pack, and where the last one ends. */
  readonly starts: number[] = []
  end = 0
  /** Somebody waits for the receipt of one of them. */
  isUrgent = false
  /** One of them is only a share of its request. */
  isSharded = false
  /** Bytes of all payloads. */
  payloadBytes = 0
  #timeLeft = 0
  /** Which of the frames is the first that belongs to it, and one past the last. */
  readonly #attachedFrom: number
  attachedTo: number

  constructor(pack: ReceivedPack, first: number, attached: number) {
    this.pack = pack
    this.first = first
    this.#attachedFrom = attached
    this.attachedTo = attached
  }

  get frame(): Buffer {
    return this.pack.frames[0] as Buffer
  }

  get count(): number {
    return this.starts.length
  }

  /** Bytes of its records in the pack. */
  get bytes(): number {
    return this.end - (this.starts[0] as number)
  }

  /** Whether it is all that is in its message. */
  get isWhole(): boolean {
    const { frames } = this.pack
    return this.starts[0] === PACK_HEADER_BYTES && this.end === this.frame.length && this.attachedTo === frames.length
  }

  /** Nobody looks at it any more: if it is the whole message, the memory of that is used again. */
  release(): void {
    if (this.isWhole) for (const frame of this.pack.frames) releaseBuffer(frame)
  }

  /** The latest deadline of all, on the clock of `performance.now()`. */
  get deadline(): number {
    return this.#timeLeft === NO_DEADLINE ? Number.POSITIVE_INFINITY : this.pack.arrivedAt + this.#timeLeft
  }

  /** Whether a frame beside the pack belongs to it. */
  get isAttached(): boolean {
    return this.attachedTo > this.#attachedFrom
  }

  /** The frames beside the pack that belong to it. */
  get attachments(): readonly Buffer[] {
    return this.pack.frames.slice(this.#attachedFrom, this.attachedTo)
  }

  /** Whether a part of this number comes next. */
  isFollowedBy(seq: number): boolean {
    return seq === this.first + this.starts.length
  }

  /** Adds the record that comes next in the pack. */
  add(from: number, to: number): void {
    const { frame } = this
    const flags = frame[from + FLAGS] as number
    if ((flags & URGENT) !== 0) this.isUrgent = true
    if (isAttached(frame, from)) this.attachedTo += 1
    if (frame.readUInt16LE(from + MESSAGE.SHARDS) !== 1) this.isSharded = true
    this.#timeLeft = Math.max(this.#timeLeft, frame.readUInt32LE(from + MESSAGE.TIME_LEFT))
    this.payloadBytes += frame.readUInt32LE(from + MESSAGE.PAYLOAD_BYTES)
    this.starts.push(from)
    this.end = to
  }

  requestAt(index: number): number {
    return readU48(this.frame, (this.starts[index] as number) + MESSAGE.REQUEST)
  }

  /** Whether it has a part of that request. */
  has(request: number): boolean {
    for (let index = 0; index < this.count; index += 1) if (this.requestAt(index) === request) return true
    return false
  }

  /** Numbers its parts anew, where they are: nobody else has them. */
  renumber(first: number): void {
    const { frame, starts } = this
    this.first = first
    for (let index = 0; index < starts.length; index += 1) {
      writeU48(frame, first + index, (starts[index] as number) + MESSAGE.SEQ)
    }
  }

  /** One of its parts. */
  message(index: number): ReceivedMessage {
    let attached = this.#attachedFrom
    for (let before = 0; before < index; before += 1)
      if (isAttached(this.frame, this.starts[before] as number)) attached += 1
    return this.messageWith(index, attached)
  }

  /** Its parts. */
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

  /** One of its parts, and the frame that is its payload if it is large. */
  messageWith(index: number, attached: number): ReceivedMessage {
    const { frames, arrivedAt } = this.pack
    const [frame] = frames as [Buffer]
    const from = this.starts[index] as number
    return new ReceivedMessage(
      { frame, from, to: this.starts[index + 1] ?? this.end, attachment: frames[attached] },
      arrivedAt,
    )
  }
}

function isAttached(frame: Buffer, from: number): boolean {
  return ((frame[from + FLAGS] as number) & ATTACHED) !== 0
}

/** Whether the record there is a part. */
export function isMessageRecord(frame: Buffer, from: number): boolean {
  const type = frame[from + TYPE]
  return type === RECORD.DATA || type === RECORD.ERROR
}
