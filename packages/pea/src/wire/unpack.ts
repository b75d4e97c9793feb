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
  SMALLEST_RECORD,
  TYPE,
} from './layout.ts'
import { readU48 } from './number.ts'
import { LARGEST_INLINE_PAYLOAD } from './protocol.ts'
import { type Ack, type DataRecord, type Greeting, RECORD, type WireRecord } from './record.ts'

/**
 * The records of one ZeroMQ message; nothing if any byte of it is not as the protocol says. Payloads are views of the
 * frames.
 */
export function unpack(flowId: Buffer, frames: readonly Buffer[]): WireRecord[] | undefined {
  const [frame, ...attachments] = frames
  if (frame === undefined || !isPack(flowId, frame)) return undefined
  const records: WireRecord[] = []
  let attached = 0
  let at = PACK_HEADER_BYTES
  while (at < frame.length) {
    const end = recordEnd(frame, at)
    const record = end === undefined ? undefined : readRecord(frame.subarray(at, end), attachments[attached])
    if (end === undefined || record === undefined) return undefined
    if (isAttached(frame, at)) attached += 1
    records.push(record)
    at = end
  }
  return attached === attachments.length ? records : undefined
}

function isPack(flowId: Buffer, frame: Buffer): boolean {
  return (
    frame.length > PACK_HEADER_BYTES &&
    frame.compare(PACK_MAGIC, 0, PACK_MAGIC.length, 0, PACK_MAGIC.length) === 0 &&
    frame.compare(flowId, 0, flowId.length, PACK_MAGIC.length, PACK_HEADER_BYTES) === 0
  )
}

function recordEnd(frame: Buffer, at: number): number | undefined {
  if (frame.length - at < SMALLEST_RECORD) return undefined
  const end = at + frame.readUInt32LE(at + LENGTH)
  return end - at >= SMALLEST_RECORD && end <= frame.length ? end : undefined
}

function isAttached(frame: Buffer, at: number): boolean {
  const type = frame[at + TYPE]
  return (type === RECORD.DATA || type === RECORD.ERROR) && frame[at + FLAGS] === ATTACHED
}

function readRecord(bytes: Buffer, attachment: Buffer | undefined): WireRecord | undefined {
  const type = bytes[TYPE]
  if (type === RECORD.DATA || type === RECORD.ERROR) return readPart(type, bytes, attachment)
  if (type === RECORD.ACK) return readAck(bytes)
  if (type === RECORD.HELLO || type === RECORD.WELCOME) return readGreeting(type, bytes)
  return undefined
}

function readPart(type: DataRecord['type'], bytes: Buffer, attachment: Buffer | undefined): DataRecord | undefined {
  const flags = bytes[FLAGS] as number
  if (bytes.length < PART.ENDPOINT || flags > ATTACHED || bytes[PART.RESERVED] !== 0) return undefined
  const length = bytes.readUInt32LE(PART.PAYLOAD_BYTES)
  const from = PART.ENDPOINT + (bytes[PART.ENDPOINT_BYTES] as number)
  const payload = flags === ATTACHED ? attachment : bytes.subarray(from)
  const isLarge = length > LARGEST_INLINE_PAYLOAD
  if (payload?.length !== length || isLarge !== (flags === ATTACHED)) return undefined
  if (from > bytes.length || (isLarge && from !== bytes.length)) return undefined
  const shard = bytes.readUInt16LE(PART.SHARD)
  const shards = bytes.readUInt16LE(PART.SHARDS)
  if (shard >= shards) return undefined
  return {
    type,
    seq: readU48(bytes, PART.SEQ),
    request: readU48(bytes, PART.REQUEST),
    endpoint: bytes.toString('utf8', PART.ENDPOINT, from),
    timeLeft: bytes.readUInt32LE(PART.TIME_LEFT),
    shard,
    shards,
    payload,
  }
}

function readAck(bytes: Buffer): Ack | undefined {
  if (bytes.length < ACK.DONE || bytes[FLAGS] !== 0) return undefined
  const doneNumbers = 2 * bytes.readUInt16LE(ACK.DONE_COUNT)
  const runningNumbers = bytes.readUInt16LE(ACK.RUNNING_COUNT)
  if (bytes.length !== ACK.DONE + (doneNumbers + runningNumbers) * NUMBER_BYTES) return undefined
  const done = readNumbers(bytes, ACK.DONE, doneNumbers)
  const got = readU48(bytes, ACK.GOT)
  const doneBelow = readU48(bytes, ACK.DONE_BELOW)
  if (doneBelow > got || !isRising(done, doneBelow, got)) return undefined
  const running = readNumbers(bytes, ACK.DONE + doneNumbers * NUMBER_BYTES, runningNumbers)
  return { type: RECORD.ACK, got, limit: readU48(bytes, ACK.LIMIT), doneBelow, done, running }
}

function readNumbers(bytes: Buffer, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => readU48(bytes, from + index * NUMBER_BYTES))
}

/** Whether the ranges are in order and within what was got. */
function isRising(ranges: readonly number[], from: number, to: number): boolean {
  return ranges.every((number, index) => number >= (ranges[index - 1] ?? from) && number <= to)
}

function readGreeting(type: Greeting['type'], bytes: Buffer): Greeting | undefined {
  const flags = bytes[FLAGS] as number
  if (bytes.length <= GREETING.PEA || flags > CALLS) return undefined
  return {
    type,
    gives: flags === GIVES,
    calls: flags === CALLS,
    edge: bytes.readUInt16LE(GREETING.EDGE),
    pea: bytes.toString('utf8', GREETING.PEA),
    incarnation: bytes.readUInt32LE(GREETING.INCARNATION),
    epoch: bytes.readUInt32LE(GREETING.EPOCH),
    peerIncarnation: bytes.readUInt32LE(GREETING.PEER_INCARNATION),
    peerEpoch: bytes.readUInt32LE(GREETING.PEER_EPOCH),
    got: readU48(bytes, GREETING.GOT),
  }
}
