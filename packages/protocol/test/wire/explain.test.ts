import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainPack } from '../../src/wire/explain.ts'
import { pack } from '../../src/wire/pack.ts'
import { type Ack, type DataRecord, type Greeting, RECORD } from '../../src/wire/record.ts'
import { unpack } from '../../src/wire/unpack.ts'

const FLOW = Buffer.from('0123456789abcdef', 'hex')
const HEADER = 12

const ack: Ack = { type: RECORD.ACK, received: 9, limit: 10, settledBelow: 4, settled: [5, 6, 7, 8], running: [1] }
const payload = Buffer.from('payload')
const data: DataRecord = {
  type: RECORD.DATA,
  seq: 1,
  request: 2,
  endpoint: '/',
  timeLeft: 3,
  attempt: 0,
  tries: 0,
  shard: 0,
  shards: 1,
  isUrgent: false,
  payload,
  payloadBytes: payload.length,
}
const empty = { ...data, payload: Buffer.alloc(0), payloadBytes: 0 }
const piece = { ...data, piece: { index: 7, more: true }, headers: Buffer.from([0x80]) }
const large = { ...data, payload: Buffer.alloc(40_000), payloadBytes: 40_000 }
const hello: Greeting = {
  type: RECORD.HELLO,
  sends: true,
  calls: false,
  joins: false,
  edge: 0,
  pea: 'a/0',
  incarnation: 1,
  epoch: 1,
  peerIncarnation: 0,
  peerEpoch: 0,
  received: 0,
  proof: Buffer.alloc(16),
}

/** The frames of a pack whose bytes were changed. */
function changed(records: Parameters<typeof pack>[1], change: (frame: Buffer) => void): Buffer[] {
  const frames = pack(FLOW, records)
  change(frames[0] as Buffer)
  return frames
}

const at = (offset: number) => HEADER + offset

const refused: [reason: string, frames: Buffer[]][] = [
  ['it is not a pack', [Buffer.from('GET / HTTP/1.1\r\n')]],
  ['it is not a pack', []],
  ['version 1 of the protocol, not 2', changed([ack], (frame) => frame.writeUInt8(1, 3))],
  ['it belongs to another Flow', pack(Buffer.alloc(8), [ack])],
  ['a record is longer than its pack', changed([ack], (frame) => frame.writeUInt32LE(1_000, at(0)))],
  ['a record of type 9', changed([ack], (frame) => frame.writeUInt8(9, at(4)))],
  ['Ack: flags != 0', changed([ack], (frame) => frame.writeUInt8(1, at(5)))],
  ['Ack: its length does not fit its counts', changed([ack], (frame) => frame.writeUInt16LE(9, at(6)))],
  ['Ack: settled_below > received', pack(FLOW, [{ ...ack, settledBelow: 10, settled: [] }])],
  ['Ack: settled > received', pack(FLOW, [{ ...ack, settled: [5, 10] }])],
  ['Ack: settled does not ascend', pack(FLOW, [{ ...ack, settled: [6, 5] }])],
  ['Hello: flags are none of 0, 1, 2 and 6', changed([hello], (frame) => frame.writeUInt8(3, at(5)))],
  ['Hello: it names no Pea', pack(FLOW, [{ ...hello, pea: '' }])],
  ['Welcome: it names no Pea', pack(FLOW, [{ ...hello, type: RECORD.WELCOME, pea: '' }])],
  ['Data: flags > 31', changed([data], (frame) => frame.writeUInt8(32, at(5)))],
  ['Data: MORE without PIECE, or on an error', changed([data], (frame) => frame.writeUInt8(16, at(5)))],
  ['Error: MORE without PIECE, or on an error', pack(FLOW, [{ ...piece, type: RECORD.ERROR }])],
  ['Data: its index or its headers do not fit', changed([empty], (frame) => frame.writeUInt8(8, at(5)))],
  ['Data: its index or its headers do not fit', changed([empty], (frame) => frame.writeUInt8(4, at(5)))],
  ['Data: its index or its headers do not fit', changed([piece], (frame) => frame.writeUInt16LE(90, at(39)))],
  ['Data: its index or its headers do not fit', pack(FLOW, [{ ...piece, headers: Buffer.alloc(16 * 1024 + 1) }])],
  ['Data: its length does not fit that of its payload', changed([piece], (frame) => frame.writeUInt16LE(3, at(39)))],
  ['Data: its length does not fit that of its payload', changed([data], (frame) => frame.writeUInt32LE(3, at(30)))],
  ['Data: shard >= shards', pack(FLOW, [{ ...data, shard: 1 }])],
  ['Error: shard >= shards', pack(FLOW, [{ ...data, type: RECORD.ERROR, shard: 1 }])],
  ['Data: ATTACHED does not fit the length of its payload', changed([data], (frame) => frame.writeUInt8(1, at(5)))],
  ['Data: its attachment is missing, or of another length', pack(FLOW, [large]).slice(0, 1)],
  ['attachments != frames behind the pack', [...pack(FLOW, [data]), Buffer.from('more')]],
]

describe('explainPack', () => {
  it.each(refused)('says: %s', (reason, frames) => {
    expect(unpack(FLOW, { frames, arrivedAt: 0 })).toBeUndefined()
    expect(explainPack(FLOW, frames)).toBe(reason)
  })

  it('has a reason for whatever is refused, and reads no further than it may', () => {
    const records = fc.subarray([hello, ack, data, large, piece], { minLength: 1 })
    const edits = fc.array(fc.tuple(fc.nat({ max: 120 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(records, edits, fc.nat({ max: 200 }), (some, changes, length) => {
        const [frame = Buffer.alloc(0), ...attachments] = pack(FLOW, some)
        for (const [offset, value] of changes) frame[offset % frame.length] = value
        const frames = [frame.subarray(0, length % 3 === 0 ? length : frame.length), ...attachments]
        if (unpack(FLOW, { frames, arrivedAt: 0 }) !== undefined) return
        expect(explainPack(FLOW, frames)).not.toBe('it is not valid')
      }),
      { numRuns: 2_000 },
    )
  })
})
