import {
  ACK,
  ATTACHED,
  CALLS,
  FLAGS,
  GIVES,
  GREETING,
  LENGTH,
  NUMBER_BYTES,
  PACK_HEADER_BYTES,
  PACK_MAGIC,
  PART,
  TYPE,
  URGENT,
} from './layout.ts'
import { writeU48 } from './number.ts'
import { LARGEST_INLINE_PAYLOAD } from './protocol.ts'
import { type Ack, type DataRecord, type Greeting, type RawPart, RECORD, type WireRecord } from './record.ts'
import type { Run } from './run.ts'
import { textBytes, writeText } from './text.ts'

/** The bytes of a record in its pack; a large payload has a frame of its own. */
export function recordBytes(record: WireRecord): number {
  if ('starts' in record) return record.bytes
  if ('payload' in record) return partBytes(record)
  if ('limit' in record) return ACK.DONE + (record.done.length + record.running.length) * NUMBER_BYTES
  return GREETING.PEA + Buffer.byteLength(record.pea)
}

function partBytes({ raw, endpoint, payloadBytes }: DataRecord): number {
  if (raw !== undefined) return raw.to - raw.from
  return PART.ENDPOINT + textBytes(endpoint) + (payloadBytes > LARGEST_INLINE_PAYLOAD ? 0 : payloadBytes)
}

/**
 * The frames of one ZeroMQ message: the pack, then the large payloads in the order of their records. A run that came as
 * a message of its own leaves as that very message.
 */
export function pack(flowId: Buffer, records: readonly WireRecord[]): Buffer[] {
  const [only] = records
  if (records.length === 1 && only !== undefined && 'starts' in only && only.isWhole) return only.message.frames
  return write(flowId, records)
}

function write(flowId: Buffer, records: readonly WireRecord[]): Buffer[] {
  let bytes = PACK_HEADER_BYTES
  for (const record of records) bytes += recordBytes(record)
  const frame = Buffer.allocUnsafe(bytes)
  const frames: Buffer[] = [frame]
  PACK_MAGIC.copy(frame)
  flowId.copy(frame, PACK_MAGIC.length)
  const runs = new Runs(frame)
  let at = PACK_HEADER_BYTES
  for (const record of records) {
    const raw = 'payload' in record ? record.raw : undefined
    if ('starts' in record) at = writeRun(frames, record, at)
    else if (raw === undefined) at = writeRecord(frames, record, at)
    else {
      runs.add(raw, at)
      if (raw.attachment !== undefined) frames.push(raw.attachment)
      at += raw.to - raw.from
    }
  }
  runs.end()
  patch(frame, records)
  return frames
}

/** Copies parts that lie side by side where they came from in one go. */
class Runs {
  readonly #to: Buffer
  #from: Buffer | undefined
  #first = 0
  #last = 0
  #at = 0

  constructor(to: Buffer) {
    this.#to = to
  }

  add({ frame, from, to }: RawPart, at: number): void {
    const isNext = frame === this.#from && from === this.#last && at === this.#at + this.#last - this.#first
    if (!isNext) {
      this.end()
      this.#from = frame
      this.#first = from
      this.#at = at
    }
    this.#last = to
  }

  end(): void {
    if (this.#from !== undefined) this.#to.set(this.#from.subarray(this.#first, this.#last), this.#at)
    this.#from = undefined
  }
}

/** Writes what differs in a part that was copied from where it came. */
function patch(frame: Buffer, records: readonly WireRecord[]): void {
  let at = PACK_HEADER_BYTES
  for (const record of records) {
    if ('payload' in record && record.raw !== undefined) writeChanging(frame, record, at)
    at += 'starts' in record ? record.bytes : frame.readUInt32LE(at + LENGTH)
  }
}

function writeChanging(frame: Buffer, part: DataRecord, at: number): void {
  const attached = part.payloadBytes > LARGEST_INLINE_PAYLOAD ? ATTACHED : 0
  frame[at + FLAGS] = attached | (part.isUrgent ? URGENT : 0)
  frame.writeUInt16LE(part.shard, at + PART.SHARD)
  frame.writeUInt16LE(part.shards, at + PART.SHARDS)
  writeU48(frame, part.seq, at + PART.SEQ)
  frame.writeUInt32LE(part.timeLeft, at + PART.TIME_LEFT)
}

function writeRun(frames: Buffer[], run: Run, at: number): number {
  const [frame] = frames
  frame?.set(run.frame.subarray(run.starts[0], run.end), at)
  frames.push(...run.attachments)
  return at + run.bytes
}

function writeRecord(frames: Buffer[], record: Exclude<WireRecord, Run>, at: number): number {
  const frame = frames[0] as Buffer
  frame[at + TYPE] = record.type
  const end = WRITERS[record.type](frames, record as never, at)
  frame.writeUInt32LE(end - at, at + LENGTH)
  return end
}

const WRITERS = {
  [RECORD.HELLO]: writeGreeting,
  [RECORD.WELCOME]: writeGreeting,
  [RECORD.DATA]: writePart,
  [RECORD.ERROR]: writePart,
  [RECORD.ACK]: writeAck,
} as const

function writeGreeting([frame]: Buffer[], greeting: Greeting, at: number): number {
  if (frame === undefined) return at
  frame[at + FLAGS] = (greeting.gives ? GIVES : 0) | (greeting.calls ? CALLS : 0)
  frame.writeUInt16LE(greeting.edge, at + GREETING.EDGE)
  frame.writeUInt32LE(greeting.incarnation, at + GREETING.INCARNATION)
  frame.writeUInt32LE(greeting.epoch, at + GREETING.EPOCH)
  frame.writeUInt32LE(greeting.peerIncarnation, at + GREETING.PEER_INCARNATION)
  frame.writeUInt32LE(greeting.peerEpoch, at + GREETING.PEER_EPOCH)
  writeU48(frame, greeting.got, at + GREETING.GOT)
  return at + GREETING.PEA + frame.write(greeting.pea, at + GREETING.PEA)
}

function writePart(frames: Buffer[], part: DataRecord, at: number): number {
  const frame = frames[0] as Buffer
  const { payload } = part
  const { length } = payload
  const attached = length > LARGEST_INLINE_PAYLOAD
  const endpointBytes = writeText(frame, part.endpoint, at + PART.ENDPOINT)
  frame[at + PART.ENDPOINT_BYTES] = endpointBytes
  frame[at + PART.RESERVED] = 0
  writeChanging(frame, part, at)
  writeU48(frame, part.request, at + PART.REQUEST)
  frame.writeUInt32LE(length, at + PART.PAYLOAD_BYTES)
  const end = at + PART.ENDPOINT + endpointBytes
  if (attached) {
    frames.push(Buffer.from(payload.buffer, payload.byteOffset, length))
    return end
  }
  frame.set(payload, end)
  return end + length
}

function writeAck([frame]: Buffer[], ack: Ack, at: number): number {
  if (frame === undefined) return at
  frame[at + FLAGS] = 0
  frame.writeUInt16LE(ack.done.length / 2, at + ACK.DONE_COUNT)
  frame.writeUInt16LE(ack.running.length, at + ACK.RUNNING_COUNT)
  writeU48(frame, ack.got, at + ACK.GOT)
  writeU48(frame, ack.limit, at + ACK.LIMIT)
  writeU48(frame, ack.doneBelow, at + ACK.DONE_BELOW)
  let to = at + ACK.DONE
  for (const number of [...ack.done, ...ack.running]) {
    writeU48(frame, number, to)
    to += NUMBER_BYTES
  }
  return to
}
