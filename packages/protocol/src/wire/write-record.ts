import type { Batch } from './batch.ts'
import {
  ACK,
  ATTACHED,
  CALLS,
  FLAGS,
  GREETING,
  JOINS,
  LENGTH,
  MESSAGE,
  NUMBER_BYTES,
  SENDS,
  TYPE,
  URGENT,
} from './layout.ts'
import { writeU48 } from './number.ts'
import { optionalBytes, optionalFlags, writeOptionalFields } from './optional-fields.ts'
import { LARGEST_INLINE_PAYLOAD } from './protocol.ts'
import type { Ack, DataRecord, Greeting } from './record.ts'
import { stringBytes, writeString } from './short-string.ts'
import type { WireRecord } from './wire-record.ts'

/** Bytes of a record in its pack, without its attachment. */
export function recordBytes(record: WireRecord): number {
  if ('starts' in record) return record.bytes
  if ('payload' in record) return messageBytes(record)
  if ('limit' in record) return ACK.SETTLED + (record.settled.length + record.running.length) * NUMBER_BYTES
  return GREETING.PEA + Buffer.byteLength(record.pea)
}

function messageBytes(message: DataRecord): number {
  const { raw, endpoint, payloadBytes } = message
  if (raw !== undefined) return raw.to - raw.from
  return MESSAGE.ENDPOINT + stringBytes(endpoint) + optionalBytes(message) + (isAttached(message) ? 0 : payloadBytes)
}

/** Whether a message's payload is an attachment. */
export function isAttached({ payloadBytes }: DataRecord): boolean {
  return payloadBytes > LARGEST_INLINE_PAYLOAD
}

/** Bytes of a message, or of a batch, with attachments. */
export function sentBytes(message: DataRecord | Batch): number {
  if ('starts' in message) return message.attachments.reduce((sum, { length }) => sum + length, message.bytes)
  return messageBytes(message) + (isAttached(message) ? message.payloadBytes : 0)
}

/** Writes a record at an offset of the first frame, appends its attachment to the frames, and returns the offset of its end. */
export function writeRecord(frames: Buffer[], record: Exclude<WireRecord, Batch>, at: number): number {
  const frame = frames[0] as Buffer
  frame[at + TYPE] = record.type
  const end = writeFields(frames, record, at)
  frame.writeUInt32LE(end - at, at + LENGTH)
  return end
}

function writeFields(frames: Buffer[], record: Exclude<WireRecord, Batch>, at: number): number {
  if ('payload' in record) return writeMessage(frames, record, at)
  const frame = frames[0] as Buffer
  return 'limit' in record ? writeAck(frame, record, at) : writeGreeting(frame, record, at)
}

function writeGreeting(frame: Buffer, greeting: Greeting, at: number): number {
  frame[at + FLAGS] = (greeting.sends ? SENDS : 0) | (greeting.calls ? CALLS : 0) | (greeting.joins ? JOINS : 0)
  frame.writeUInt16LE(greeting.edge, at + GREETING.EDGE)
  frame.writeUInt32LE(greeting.incarnation, at + GREETING.INCARNATION)
  frame.writeUInt32LE(greeting.epoch, at + GREETING.EPOCH)
  frame.writeUInt32LE(greeting.peerIncarnation, at + GREETING.PEER_INCARNATION)
  frame.writeUInt32LE(greeting.peerEpoch, at + GREETING.PEER_EPOCH)
  writeU48(frame, greeting.received, at + GREETING.RECEIVED)
  greeting.proof.copy(frame, at + GREETING.PROOF, 0, GREETING.PEA - GREETING.PROOF)
  return at + GREETING.PEA + frame.write(greeting.pea, at + GREETING.PEA)
}

function writeMessage(frames: Buffer[], message: DataRecord, at: number): number {
  const frame = frames[0] as Buffer
  const { payload } = message
  const { length } = payload
  frame[at + FLAGS] = (isAttached(message) ? ATTACHED : 0) | optionalFlags(message)
  const endpointBytes = writeString(frame, message.endpoint, at + MESSAGE.ENDPOINT)
  frame[at + MESSAGE.ENDPOINT_BYTES] = endpointBytes
  frame.writeUInt16LE(message.attempt, at + MESSAGE.ATTEMPT)
  writeRoutingFields(frame, message, at)
  writeU48(frame, message.request, at + MESSAGE.REQUEST)
  frame.writeUInt32LE(length, at + MESSAGE.PAYLOAD_BYTES)
  const end = writeOptionalFields(frame, message, at + MESSAGE.ENDPOINT + endpointBytes)
  if (isAttached(message)) {
    frames.push(Buffer.from(payload.buffer, payload.byteOffset, length))
    return end
  }
  frame.set(payload, end)
  return end + length
}

function writeAck(frame: Buffer, ack: Ack, at: number): number {
  frame[at + FLAGS] = 0
  frame.writeUInt16LE(ack.settled.length / 2, at + ACK.SETTLED_COUNT)
  frame.writeUInt16LE(ack.running.length, at + ACK.RUNNING_COUNT)
  writeU48(frame, ack.received, at + ACK.RECEIVED)
  writeU48(frame, ack.limit, at + ACK.LIMIT)
  writeU48(frame, ack.settledBelow, at + ACK.SETTLED_BELOW)
  let to = at + ACK.SETTLED
  for (const number of [...ack.settled, ...ack.running]) {
    writeU48(frame, number, to)
    to += NUMBER_BYTES
  }
  return to
}

/** Writes the fields that differ each time a message is sent: shard, tries, sequence number, time left, and whether it is urgent. */
export function writeRoutingFields(frame: Buffer, message: DataRecord, at: number): void {
  frame[at + FLAGS] = ((frame[at + FLAGS] as number) & ~URGENT) | (message.isUrgent ? URGENT : 0)
  frame.writeUInt16LE(message.shard, at + MESSAGE.SHARD)
  frame.writeUInt16LE(message.shards, at + MESSAGE.SHARDS)
  frame[at + MESSAGE.TRIES] = message.tries
  writeU48(frame, message.seq, at + MESSAGE.SEQ)
  frame.writeUInt32LE(message.timeLeft, at + MESSAGE.TIME_LEFT)
}
