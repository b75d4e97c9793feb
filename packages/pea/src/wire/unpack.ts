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
  URGENT,
} from './layout.ts'
import { readU48 } from './number.ts'
import type { PartPlace } from './part-record.ts'
import { LARGEST_INLINE_PAYLOAD } from './protocol.ts'
import { type Ack, type Greeting, RECORD } from './record.ts'
import { isPartRecord, type Message, Run } from './run.ts'

/**
 * The records of one ZeroMQ message; nothing if any byte of it is not as the protocol says. Parts are views of the
 * frames.
 */
export function unpack(flowId: Buffer, message: Message): (Greeting | Ack | Run)[] | undefined {
  const [frame] = message.frames
  if (frame === undefined || !isPack(flowId, frame)) return undefined
  const records: (Greeting | Ack | Run)[] = []
  let attached = 1
  for (let from = PACK_HEADER_BYTES; from < frame.length; ) {
    const record = isPartRecord(frame, from) ? readRun(message, from, attached) : readRecord(frame, from)
    if (record === undefined) return undefined
    records.push(record)
    if ('starts' in record) attached = record.attachedTo
    from = 'starts' in record ? record.end : from + frame.readUInt32LE(from + LENGTH)
  }
  return attached === message.frames.length ? records : undefined
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

/** The part that begins there, and those behind it whose numbers follow. */
function readRun(message: Message, first: number, attached: number): Run | undefined {
  const frame = message.frames[0] as Buffer
  const run = new Run(message, frame.length - first < PART.ENDPOINT ? 0 : readU48(frame, first + PART.SEQ), attached)
  for (let from = first; from < frame.length && isPartRecord(frame, from); from = run.end) {
    const to = recordEnd(frame, from)
    if (to === undefined) return undefined
    if (!isPart({ frame, from, to, attachment: message.frames[run.attachedTo] })) return undefined
    if (!run.isFollowedBy(readU48(frame, from + PART.SEQ))) return run
    run.add(from, to)
  }
  return run
}

function readRecord(frame: Buffer, from: number): Greeting | Ack | undefined {
  const to = recordEnd(frame, from)
  if (to === undefined) return undefined
  const type = frame[from + TYPE]
  const bytes = frame.subarray(from, to)
  if (type === RECORD.ACK) return readAck(bytes)
  return type === RECORD.HELLO || type === RECORD.WELCOME ? readGreeting(type, bytes) : undefined
}

function isPart({ frame, from, to, attachment }: PartPlace): boolean {
  if (to - from < PART.ENDPOINT || frame[from + PART.RESERVED] !== 0) return false
  const inline = to - from - PART.ENDPOINT - (frame[from + PART.ENDPOINT_BYTES] as number)
  const length = frame.readUInt32LE(from + PART.PAYLOAD_BYTES)
  const flags = (frame[from + FLAGS] as number) & ~URGENT
  const fits =
    length > LARGEST_INLINE_PAYLOAD
      ? flags === ATTACHED && inline === 0 && attachment?.length === length
      : flags === 0 && inline === length
  return fits && frame.readUInt16LE(from + PART.SHARD) < frame.readUInt16LE(from + PART.SHARDS)
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
