import { expect, it } from 'vitest'
import type { Batch } from '../../src/wire/batch.ts'
import { pack } from '../../src/wire/pack.ts'
import { MAX_HEADERS_BYTES } from '../../src/wire/protocol.ts'
import { type DataRecord, RECORD } from '../../src/wire/record.ts'
import { unpack } from '../../src/wire/unpack.ts'
import { recordBytes } from '../../src/wire/write-record.ts'

const FLOW = Buffer.alloc(8)

function message(fields: Partial<DataRecord> = {}): DataRecord {
  const payload = fields.payload ?? Buffer.from('documents')
  const numbers = { seq: 0, request: 1, timeLeft: 100, shard: 0, shards: 1, attempt: 0, tries: 0 }
  return {
    type: RECORD.DATA,
    ...numbers,
    endpoint: '/index',
    isUrgent: false,
    payload,
    payloadBytes: payload.length,
    ...fields,
  }
}

function received(record: DataRecord) {
  const [batch] = unpack(FLOW, { frames: pack(FLOW, [record]), arrivedAt: 0 }) as [Batch]
  return batch.message(0)
}

const headers = Buffer.from([0x81, 0xa1, 0x61, 0x01])
const piece = { index: 0x01020304, more: true }

it('writes index and headers behind the endpoint, and the payload behind them', () => {
  const [frame] = pack(FLOW, [message({ piece, headers })]) as [Buffer]
  const record = frame.subarray(12)
  expect(record[5]).toBe(4 + 8 + 16)
  expect(record.subarray(34).toString('latin1')).toBe('/index\x04\x03\x02\x01\x04\x00\x81\xa1a\x01documents')
})

it.each([
  ['neither', {}],
  ['an index', { piece }],
  ['the index of the last piece', { piece: { index: 9, more: false } }],
  ['headers', { headers }],
  ['empty headers', { headers: Buffer.alloc(0) }],
  ['the longest headers', { headers: Buffer.alloc(MAX_HEADERS_BYTES, 7) }],
  ['both', { piece, headers }],
])('reads and measures a message with %s, also beside an attachment', (_, fields) => {
  for (const payload of [Buffer.from('documents'), Buffer.alloc(40_000, 5)]) {
    const sent = message({ ...fields, payload })
    const { piece, headers, payloadBytes, payload: read } = received(sent)
    expect([piece, headers && Buffer.from(headers)]).toEqual([sent.piece, sent.headers])
    expect([payloadBytes, Buffer.from(read).equals(payload)]).toEqual([payload.length, true])
    expect(pack(FLOW, [sent])[0]).toHaveLength(12 + recordBytes(sent))
  }
})

it('relays index and headers as they came, and changes only whether it is urgent', () => {
  for (const isUrgent of [true, false]) {
    const first = received(message({ piece, headers, isUrgent: !isUrgent }))
    const { type, request, endpoint, payload, payloadBytes, raw } = first
    const relayed = message({ type, request, endpoint, payload, payloadBytes, raw, isUrgent, tries: 3 })
    expect(received(relayed)).toMatchObject({ piece, headers, isUrgent, tries: 3 })
  }
})
