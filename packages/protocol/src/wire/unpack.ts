import { Batch, isMessageRecord, type ReceivedPack } from './batch.ts'
import {
  ACK,
  ATTACHED,
  CALLS,
  FLAGS,
  GREETING,
  isGreetingFlags,
  isMessageFlags,
  JOINS,
  LENGTH,
  MESSAGE,
  MIN_RECORD_BYTES,
  NUMBER_BYTES,
  PACK_HEADER_BYTES,
  PACK_MAGIC,
  SENDS,
  TYPE,
} from './layout.ts'
import { readU48 } from './number.ts'
import { fitOptionalFields, payloadStart } from './optional-fields.ts'
import { LARGEST_INLINE_PAYLOAD } from './protocol.ts'
import { type Ack, type Greeting, type RawMessage, RECORD } from './record.ts'

/**
 * The records of one ZeroMQ message; `undefined` if any byte of it violates the protocol. Messages come as batches, which
 * are views of the frames.
 */
export function unpack(flowId: Buffer, pack: ReceivedPack): (Greeting | Ack | Batch)[] | undefined {
  const [frame] = pack.frames
  if (frame === undefined || !isPack(flowId, frame)) return undefined
  const records: (Greeting | Ack | Batch)[] = []
  let attached = 1
  for (let from = PACK_HEADER_BYTES; from < frame.length; ) {
    const record = isMessageRecord(frame, from) ? readBatch(pack, from, attached) : readRecord(frame, from)
    if (record === undefined) return undefined
    records.push(record)
    if ('starts' in record) attached = record.attachedTo
    from = 'starts' in record ? record.end : from + frame.readUInt32LE(from + LENGTH)
  }
  return attached === pack.frames.length ? records : undefined
}

function isPack(flowId: Buffer, frame: Buffer): boolean {
  return (
    frame.length > PACK_HEADER_BYTES &&
    frame.compare(PACK_MAGIC, 0, PACK_MAGIC.length, 0, PACK_MAGIC.length) === 0 &&
    frame.compare(flowId, 0, flowId.length, PACK_MAGIC.length, PACK_HEADER_BYTES) === 0
  )
}

function recordEnd(frame: Buffer, at: number): number | undefined {
  if (frame.length - at < MIN_RECORD_BYTES) return undefined
  const end = at + frame.readUInt32LE(at + LENGTH)
  return end - at >= MIN_RECORD_BYTES && end <= frame.length ? end : undefined
}

/** The message at an offset, and those behind it that have consecutive sequence numbers. */
function readBatch(pack: ReceivedPack, first: number, attached: number): Batch | undefined {
  const frame = pack.frames[0] as Buffer
  const seq = frame.length - first < MESSAGE.ENDPOINT ? 0 : readU48(frame, first + MESSAGE.SEQ)
  const batch = new Batch(pack, seq, attached)
  for (let from = first; from < frame.length && isMessageRecord(frame, from); from = batch.end) {
    const to = recordEnd(frame, from)
    if (to === undefined) return undefined
    if (!isMessage({ frame, from, to, attachment: pack.frames[batch.attachedTo] })) return undefined
    if (!batch.isFollowedBy(readU48(frame, from + MESSAGE.SEQ))) return batch
    batch.add(from, to)
  }
  return batch
}

function readRecord(frame: Buffer, from: number): Greeting | Ack | undefined {
  const to = recordEnd(frame, from)
  if (to === undefined) return undefined
  const type = frame[from + TYPE]
  const bytes = frame.subarray(from, to)
  if (type === RECORD.ACK) return readAck(bytes)
  return type === RECORD.HELLO || type === RECORD.WELCOME ? readGreeting(type, bytes) : undefined
}

function isMessage({ frame, from, to, attachment }: RawMessage): boolean {
  if (to - from < MESSAGE.ENDPOINT) return false
  if (!isMessageFlags(frame[from + FLAGS] as number, frame[from + TYPE] === RECORD.ERROR)) return false
  if (!fitOptionalFields(frame, from, to)) return false
  const inline = to - payloadStart(frame, from)
  const length = frame.readUInt32LE(from + MESSAGE.PAYLOAD_BYTES)
  const attached = (frame[from + FLAGS] as number) & ATTACHED
  const fits =
    length > LARGEST_INLINE_PAYLOAD
      ? attached !== 0 && inline === 0 && attachment?.length === length
      : attached === 0 && inline === length
  return fits && frame.readUInt16LE(from + MESSAGE.SHARD) < frame.readUInt16LE(from + MESSAGE.SHARDS)
}

function readAck(bytes: Buffer): Ack | undefined {
  if (bytes.length < ACK.SETTLED || bytes[FLAGS] !== 0) return undefined
  const settledNumbers = 2 * bytes.readUInt16LE(ACK.SETTLED_COUNT)
  const runningNumbers = bytes.readUInt16LE(ACK.RUNNING_COUNT)
  if (bytes.length !== ACK.SETTLED + (settledNumbers + runningNumbers) * NUMBER_BYTES) return undefined
  const settled = readNumbers(bytes, ACK.SETTLED, settledNumbers)
  const received = readU48(bytes, ACK.RECEIVED)
  const settledBelow = readU48(bytes, ACK.SETTLED_BELOW)
  if (settledBelow > received || !isRising(settled, settledBelow, received)) return undefined
  const running = readNumbers(bytes, ACK.SETTLED + settledNumbers * NUMBER_BYTES, runningNumbers)
  return { type: RECORD.ACK, received, limit: readU48(bytes, ACK.LIMIT), settledBelow, settled, running }
}

function readNumbers(bytes: Buffer, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => readU48(bytes, from + index * NUMBER_BYTES))
}

/** Whether numbers rise, or repeat, within bounds. */
function isRising(numbers: readonly number[], from: number, to: number): boolean {
  return numbers.every((number, index) => number >= (numbers[index - 1] ?? from) && number <= to)
}

function readGreeting(type: Greeting['type'], bytes: Buffer): Greeting | undefined {
  const flags = bytes[FLAGS] as number
  if (bytes.length <= GREETING.PEA || !isGreetingFlags(flags)) return undefined
  return {
    type,
    sends: flags === SENDS,
    calls: (flags & CALLS) !== 0,
    joins: (flags & JOINS) !== 0,
    edge: bytes.readUInt16LE(GREETING.EDGE),
    pea: bytes.toString('utf8', GREETING.PEA),
    incarnation: bytes.readUInt32LE(GREETING.INCARNATION),
    epoch: bytes.readUInt32LE(GREETING.EPOCH),
    peerIncarnation: bytes.readUInt32LE(GREETING.PEER_INCARNATION),
    peerEpoch: bytes.readUInt32LE(GREETING.PEER_EPOCH),
    received: readU48(bytes, GREETING.RECEIVED),
    proof: Buffer.from(bytes.subarray(GREETING.PROOF, GREETING.PEA)),
  }
}
