import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Batch } from '../../src/wire/batch.ts'
import { pack } from '../../src/wire/pack.ts'
import { type Ack, type DataRecord, type Greeting, RECORD } from '../../src/wire/record.ts'
import { unpack } from '../../src/wire/unpack.ts'
import type { WireRecord } from '../../src/wire/wire-record.ts'

const FLOW = Buffer.from('0123456789abcdef', 'hex')

const u16 = fc.integer({ min: 0, max: 0xffff })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const u48 = fc.integer({ min: 0, max: 2 ** 48 - 1 })

const greeting: fc.Arbitrary<Greeting> = fc
  .record({
    type: fc.constantFrom(RECORD.HELLO, RECORD.WELCOME),
    role: fc.constantFrom(
      { sends: true, calls: false, joins: false },
      { sends: false, calls: true, joins: true },
      { sends: false, calls: true, joins: false },
      { sends: false, calls: false, joins: false },
    ),
    edge: u16,
    pea: fc.string({ minLength: 1, maxLength: 40 }),
    incarnation: u32,
    epoch: u32,
    peerIncarnation: u32,
    peerEpoch: u32,
    received: u48,
    proof: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  })
  .map(({ role, ...rest }) => ({ ...rest, ...role }))

const message: fc.Arbitrary<DataRecord> = fc
  .record({
    type: fc.constantFrom(RECORD.DATA, RECORD.ERROR),
    seq: u48,
    request: u48,
    endpoint: fc.string({ maxLength: 60 }),
    timeLeft: u32,
    attempt: u16,
    tries: fc.integer({ min: 0, max: 0xff }),
    isUrgent: fc.boolean(),
    shards: fc.integer({ min: 1, max: 0xffff }),
    shard: u16,
    piece: fc.option(fc.record({ index: u32, more: fc.boolean() }), { nil: undefined }),
    headers: fc.option(fc.uint8Array({ maxLength: 100 }), { nil: undefined }),
    payload: fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ maxLength: 300 }) },
      {
        weight: 1,
        arbitrary: fc.integer({ min: 32_700, max: 40_000 }).map((length) => new Uint8Array(length).fill(7)),
      },
    ),
  })
  .map(({ piece, ...one }) => ({
    ...one,
    shard: one.shard % one.shards,
    payloadBytes: one.payload.length,
    // An error is the last piece.
    piece: piece && { index: piece.index, more: piece.more && one.type === RECORD.DATA },
  }))

const ack: fc.Arbitrary<Ack> = fc
  .record({
    numbers: fc.uniqueArray(u48, { minLength: 2, maxLength: 20 }),
    limit: u48,
    running: fc.array(u48, { maxLength: 10 }),
  })
  .map(({ numbers, limit, running }) => {
    const rising = numbers.sort((a, b) => a - b)
    const settled = rising.slice(1, rising.length % 2 === 0 ? -1 : undefined)
    return {
      type: RECORD.ACK,
      settledBelow: rising[0] as number,
      settled,
      received: rising.at(-1) as number,
      limit,
      running,
    }
  })

const records: fc.Arbitrary<Exclude<WireRecord, Batch>[]> = fc.array(fc.oneof(greeting, message, ack), {
  minLength: 1,
  maxLength: 12,
})

/** The records of a ZeroMQ message, the messages of its batches one by one. */
const read = (frames: Buffer[], flowId = FLOW) =>
  unpack(flowId, { frames, arrivedAt: 0 })?.flatMap((record): Exclude<WireRecord, Batch>[] =>
    'starts' in record ? [...record.messages()] : [record],
  )

/** The records without views, so that those with equal bytes are equal. */
const plain = (list: readonly Exclude<WireRecord, Batch>[] | undefined) =>
  list?.map((record) => {
    if (!('payload' in record)) return record
    const { type, seq, request, endpoint, timeLeft, attempt, tries, isUrgent, shard, shards, payloadBytes } = record
    const payload = Buffer.from(record.payload).toString('base64')
    const routing = { timeLeft, attempt, tries, isUrgent, shard, shards }
    const headers = record.headers && Buffer.from(record.headers).toString('base64')
    return { type, seq, request, endpoint, ...routing, piece: record.piece, headers, payloadBytes, payload }
  })

it('relays what it read, with another number, one try more and less time left', () => {
  fc.assert(
    fc.property(records, (list) => {
      const relayed = (read(pack(FLOW, list)) ?? []).map((record, index) => {
        if (!('payload' in record)) return record
        const { type, request, endpoint, attempt, tries, piece, headers, payload, payloadBytes, raw } = record
        const isUrgent = index % 2 === 0
        return {
          type,
          request,
          endpoint,
          piece,
          headers,
          payload,
          payloadBytes,
          raw,
          isUrgent,
          attempt,
          tries: Math.min(tries + 1, 0xff),
          seq: index,
          timeLeft: 9,
          shard: 1,
          shards: 2,
        }
      })
      expect(plain(read(pack(FLOW, relayed)))).toEqual(plain(relayed))
      expect(plain(read(pack(FLOW, relayed.toReversed())))).toEqual(plain(relayed.toReversed()))
    }),
    { numRuns: 300 },
  )
})

it('reads what it wrote', () => {
  fc.assert(
    fc.property(records, (list) => {
      expect(plain(read(pack(FLOW, list)))).toEqual(plain(list))
    }),
    { numRuns: 300 },
  )
})

it('reads no message of another Flow', () => {
  fc.assert(fc.property(records, (list) => read(pack(FLOW, list), Buffer.alloc(8)) === undefined))
})

it('reads nothing from random bytes, and never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), (frames) => {
      expect(read(frames.map((frame) => Buffer.from(frame)))).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

it('drops the whole message if it is cut off, too long, or lacks an attachment', () => {
  const damage = fc.record({ at: fc.nat(), cut: fc.boolean() })
  fc.assert(
    fc.property(records, damage, (list, { at, cut }) => {
      const frames = pack(FLOW, list)
      const [first = Buffer.alloc(0), ...attached] = frames
      const length = 12 + (at % (first.length - 12))
      const damaged = cut ? first.subarray(0, length) : Buffer.concat([first, Buffer.alloc(1 + (at % 5))])
      const rest = read([damaged, ...attached])
      // A cut between two records leaves a shorter message that is well-formed: only what was written may be read.
      if (rest !== undefined) expect(plain(rest)).toEqual(plain(list.slice(0, rest.length)))
      expect(read([...frames, Buffer.alloc(40_000)])).toBeUndefined()
      if (attached.length > 0) expect(read([first, ...attached.slice(1)])).toBeUndefined()
    }),
    { numRuns: 300 },
  )
})

it('refuses a pack with a changed byte, or reads records that it can write and read again', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, at, by) => {
      const frames = pack(FLOW, list).map((frame) => Buffer.from(frame))
      const [first = Buffer.alloc(1)] = frames
      first[at % first.length] = ((first[at % first.length] as number) + by) & 0xff
      const changed = read(frames)
      if (changed === undefined) return
      expect(plain(read(pack(FLOW, changed.map(withoutRaw))))).toEqual(plain(changed))
    }),
    { numRuns: 1_000 },
  )
})

/** A record as if it had been created here, so that every byte of it is written. */
function withoutRaw(record: Exclude<WireRecord, Batch>): Exclude<WireRecord, Batch> {
  if (!('payload' in record)) return record
  const { type, seq, request, endpoint, timeLeft, attempt, tries, isUrgent, shard, shards } = record
  const { piece, headers, payload, payloadBytes } = record
  const routing = { timeLeft, attempt, tries, isUrgent, shard, shards }
  return { type, seq, request, endpoint, ...routing, piece, headers, payload, payloadBytes }
}
