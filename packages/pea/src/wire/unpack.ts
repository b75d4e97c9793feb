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
import { type PartPlace, PartRecord } from './part-record.ts'
import { LARGEST_INLINE_PAYLOAD } from './protocol.ts'
import { type Ack, type Greeting, RECORD, type WireRecord } from './record.ts'

/**
 * The records of one ZeroMQ message; nothing if any byte of it is not as the protocol says. Parts are views of the
 * frames.
 */
export function unpack(flowId: Buffer, frames: readonly Buffer[]): WireRecord[] | undefined {
  const frame = frames[0]
  if (frame === undefined || !isPack(flowId, frame)) return undefined
  const records: WireRecord[] = []
  const endpoints = new Endpoints(frame)
  let attached = 1
  for (let from = PACK_HEADER_BYTES; from < frame.length; ) {
    const to = recordEnd(frame, from)
    if (to === undefined) return undefined
    const record = readRecord({ frame, from, to, attachment: frames[attached] }, endpoints)
    if (record === undefined) return undefined
    if (record instanceof PartRecord && record.attachment !== undefined) attached += 1
    records.push(record)
    from = to
  }
  return attached === frames.length ? records : undefined
}

/** The endpoints of one frame: neighbours mostly have the same one, which is read once. */
class Endpoints {
  readonly #frame: Buffer
  #from = 0
  #length = -1
  #text = ''

  constructor(frame: Buffer) {
    this.#frame = frame
  }

  at(from: number, length: number): string {
    if (length !== this.#length || !this.#isSame(from)) this.#text = this.#frame.toString('utf8', from, from + length)
    this.#from = from
    this.#length = length
    return this.#text
  }

  #isSame(from: number): boolean {
    for (let index = 0; index < this.#length; index += 1) {
      if (this.#frame[from + index] !== this.#frame[this.#from + index]) return false
    }
    return true
  }
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

function readRecord(place: PartPlace, endpoints: Endpoints): WireRecord | undefined {
  const { frame, from, to } = place
  const type = frame[from + TYPE]
  if (type === RECORD.DATA || type === RECORD.ERROR) return isPart(place) ? readPart(place, endpoints) : undefined
  if (type === RECORD.ACK) return readAck(frame.subarray(from, to))
  if (type === RECORD.HELLO || type === RECORD.WELCOME) return readGreeting(type, frame.subarray(from, to))
  return undefined
}

function readPart(place: PartPlace, endpoints: Endpoints): PartRecord {
  const { frame, from } = place
  return new PartRecord(place, endpoints.at(from + PART.ENDPOINT, frame[from + PART.ENDPOINT_BYTES] as number))
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
