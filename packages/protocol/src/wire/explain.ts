import { isMessageRecord } from './batch.ts'
import {
  ACK,
  ALL_MESSAGE_FLAGS,
  ATTACHED,
  FLAGS,
  GREETING,
  isGreetingFlags,
  isMessageFlags,
  LENGTH,
  MESSAGE,
  MIN_RECORD_BYTES,
  NUMBER_BYTES,
  PACK_HEADER_BYTES,
  PACK_MAGIC,
  TYPE,
} from './layout.ts'
import { readU48 } from './number.ts'
import { fitOptionalFields, payloadStart } from './optional-fields.ts'
import { LARGEST_INLINE_PAYLOAD, PROTOCOL } from './protocol.ts'
import { RECORD } from './record.ts'

/** The first bytes of the magic, which all versions share. */
const NAME_BYTES = 3

/**
 * Which rule a ZeroMQ message breaks that `unpack` refused. It reads the message again, so that `unpack` itself carries
 * no reasons, and quotes nothing of it but numbers.
 */
export function explainPack(flowId: Buffer, frames: readonly Buffer[]): string {
  const [frame = Buffer.alloc(0)] = frames
  const header = explainHeader(flowId, frame)
  if (header !== undefined) return header
  let attached = 1
  for (let from = PACK_HEADER_BYTES; from < frame.length; ) {
    const record = readRecordAt(frame, from)
    if (record === undefined) return 'a record is longer than its pack'
    const reason = explainRecord(record, frames[attached])
    if (reason !== undefined) return reason
    if (isMessageRecord(frame, from) && isFlagged(record)) attached += 1
    from += record.length
  }
  return attached === frames.length ? 'it is not valid' : 'attachments != frames behind the pack'
}

function explainHeader(flowId: Buffer, frame: Buffer): string | undefined {
  if (frame.length <= PACK_HEADER_BYTES || frame.compare(PACK_MAGIC, 0, NAME_BYTES, 0, NAME_BYTES) !== 0)
    return 'it is not a pack'
  if (frame[NAME_BYTES] !== PROTOCOL) return `version ${frame[NAME_BYTES]} of the protocol, not ${PROTOCOL}`
  const isOfFlow = frame.compare(flowId, 0, flowId.length, PACK_MAGIC.length, PACK_HEADER_BYTES) === 0
  return isOfFlow ? undefined : 'it belongs to another Flow'
}

function readRecordAt(frame: Buffer, from: number): Buffer | undefined {
  if (frame.length - from < MIN_RECORD_BYTES) return undefined
  const length = frame.readUInt32LE(from + LENGTH)
  return length < MIN_RECORD_BYTES || from + length > frame.length ? undefined : frame.subarray(from, from + length)
}

function explainRecord(record: Buffer, attachment: Buffer | undefined): string | undefined {
  const type = record[TYPE] as number
  if (type === RECORD.ACK) return named('Ack', explainAck(record))
  if (type === RECORD.HELLO) return named('Hello', explainGreeting(record))
  if (type === RECORD.WELCOME) return named('Welcome', explainGreeting(record))
  if (type === RECORD.DATA) return named('Data', explainMessage(record, attachment))
  return type === RECORD.ERROR ? named('Error', explainMessage(record, attachment)) : `a record of type ${type}`
}

function named(type: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `${type}: ${reason}`
}

function explainAck(record: Buffer): string | undefined {
  if (record.length < ACK.SETTLED) return 'too short'
  if (record[FLAGS] !== 0) return 'flags != 0'
  const pairs = record.readUInt16LE(ACK.SETTLED_COUNT)
  const numbers = 2 * pairs + record.readUInt16LE(ACK.RUNNING_COUNT)
  if (record.length !== ACK.SETTLED + numbers * NUMBER_BYTES) return 'its length does not fit its counts'
  const received = readU48(record, ACK.RECEIVED)
  let before = readU48(record, ACK.SETTLED_BELOW)
  if (before > received) return 'settled_below > received'
  for (let index = 0; index < 2 * pairs; index += 1) {
    const next = readU48(record, ACK.SETTLED + index * NUMBER_BYTES)
    if (next > received) return 'settled > received'
    if (next < before) return 'settled does not ascend'
    before = next
  }
  return undefined
}

function explainGreeting(record: Buffer): string | undefined {
  if (record.length <= GREETING.PEA) return 'it names no Pea'
  return isGreetingFlags(record[FLAGS] as number) ? undefined : 'flags are none of 0, 1, 2 and 6'
}

function explainMessage(record: Buffer, attachment: Buffer | undefined): string | undefined {
  if (record.length < MESSAGE.ENDPOINT) return 'too short'
  const flags = record[FLAGS] as number
  if (flags > ALL_MESSAGE_FLAGS) return `flags > ${ALL_MESSAGE_FLAGS}`
  if (!isMessageFlags(flags, record[TYPE] === RECORD.ERROR)) return 'MORE without PIECE, or on an error'
  if (!fitOptionalFields(record, 0, record.length)) return 'its index or its headers do not fit'
  const inline = record.length - payloadStart(record, 0)
  const length = record.readUInt32LE(MESSAGE.PAYLOAD_BYTES)
  if (length > LARGEST_INLINE_PAYLOAD !== isFlagged(record)) return 'ATTACHED does not fit the length of its payload'
  if (isFlagged(record) && attachment?.length !== length) return 'its attachment is missing, or of another length'
  if (inline !== (isFlagged(record) ? 0 : length)) return 'its length does not fit that of its payload'
  return record.readUInt16LE(MESSAGE.SHARD) < record.readUInt16LE(MESSAGE.SHARDS) ? undefined : 'shard >= shards'
}

function isFlagged(record: Buffer): boolean {
  return ((record[FLAGS] as number) & ATTACHED) !== 0
}
