import { ACK, ATTACHED, CALLS, FLAGS, GIVES, GREETING, LENGTH, NUMBER_BYTES, PART, TYPE, URGENT } from './layout.ts'
import { writeU48 } from './number.ts'
import { LARGEST_INLINE_PAYLOAD } from './protocol.ts'
import { type Ack, type DataRecord, type Greeting, RECORD, type WireRecord } from './record.ts'
import type { Run } from './run.ts'
import { textBytes, writeText } from './text.ts'

/** The bytes of a record in its pack; a large payload has a frame of its own. */
export function recordBytes(record: WireRecord): number {
  if ('starts' in record) return record.bytes
  if ('payload' in record) return partBytes(record)
  if ('limit' in record) return ACK.DONE + (record.done.length + record.running.length) * NUMBER_BYTES
  return GREETING.PEA + Buffer.byteLength(record.pea)
}

function partBytes(part: DataRecord): number {
  const { raw, endpoint, payloadBytes } = part
  if (raw !== undefined) return raw.to - raw.from
  return PART.ENDPOINT + textBytes(endpoint) + (isAttached(part) ? 0 : payloadBytes)
}

/** Whether a part's payload has a frame of its own. */
export function isAttached({ payloadBytes }: DataRecord): boolean {
  return payloadBytes > LARGEST_INLINE_PAYLOAD
}

/** The bytes that parts take in a message, with the frames beside its pack. */
export function sentBytes(part: DataRecord | Run): number {
  if ('starts' in part) return part.attachments.reduce((sum, { length }) => sum + length, part.bytes)
  return partBytes(part) + (isAttached(part) ? part.payloadBytes : 0)
}

/** Writes a record into the first of the frames, adds its payload to them if that is large, and returns where it ends. */
export function writeRecord(frames: Buffer[], record: Exclude<WireRecord, Run>, at: number): number {
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
  const endpointBytes = writeText(frame, part.endpoint, at + PART.ENDPOINT)
  frame[at + PART.ENDPOINT_BYTES] = endpointBytes
  frame[at + PART.RESERVED] = 0
  writeChanging(frame, part, at)
  writeU48(frame, part.request, at + PART.REQUEST)
  frame.writeUInt32LE(length, at + PART.PAYLOAD_BYTES)
  const end = at + PART.ENDPOINT + endpointBytes
  if (isAttached(part)) {
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

/** Writes what differs in a part each time that it is given. */
export function writeChanging(frame: Buffer, part: DataRecord, at: number): void {
  const attached = isAttached(part) ? ATTACHED : 0
  frame[at + FLAGS] = attached | (part.isUrgent ? URGENT : 0)
  frame.writeUInt16LE(part.shard, at + PART.SHARD)
  frame.writeUInt16LE(part.shards, at + PART.SHARDS)
  writeU48(frame, part.seq, at + PART.SEQ)
  frame.writeUInt32LE(part.timeLeft, at + PART.TIME_LEFT)
}
