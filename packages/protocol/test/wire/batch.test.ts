import { describe, expect, it } from 'vitest'
import { receivePool } from '../../src/memory/pools.ts'
import { Batch } from '../../src/wire/batch.ts'
import { hasAttachments, pack, wholeMessage } from '../../src/wire/pack.ts'
import { LARGEST_INLINE_PAYLOAD, NO_DEADLINE } from '../../src/wire/protocol.ts'
import { type Ack, type DataRecord, RECORD } from '../../src/wire/record.ts'
import { unpack } from '../../src/wire/unpack.ts'
import { sentBytes } from '../../src/wire/write-record.ts'

const FLOW = Buffer.alloc(8)
const ack: Ack = { type: RECORD.ACK, received: 0, limit: 9, settledBelow: 0, settled: [], running: [] }

function message(seq: number, fields: Partial<DataRecord> & { readonly bytes?: number } = {}): DataRecord {
  const { bytes = 3, ...rest } = fields
  const payload = Buffer.alloc(bytes, seq)
  const plain = { endpoint: '/', timeLeft: 100, shard: 0, shards: 1, attempt: 0, tries: 0, isUrgent: false }
  return { type: RECORD.DATA, seq, request: 100 + seq, ...plain, payload, payloadBytes: bytes, ...rest }
}

function received(records: readonly (DataRecord | Ack)[]) {
  return unpack(FLOW, { frames: pack(FLOW, records), arrivedAt: 1_000 }) ?? []
}

function batchesOf(...records: readonly (DataRecord | Ack)[]): Batch[] {
  return received(records).filter((record) => record instanceof Batch)
}

const large = LARGEST_INLINE_PAYLOAD + 1

describe('Batch', () => {
  it('holds messages that are side by side and whose numbers are consecutive', () => {
    const batches = batchesOf(message(4), message(5), ack, message(6), message(9), message(10), message(10))
    expect(batches.map(({ first, count }) => [first, count])).toEqual([
      [4, 2],
      [6, 1],
      [9, 2],
      [10, 1],
    ])
  })

  it('sums up its messages', () => {
    const [batch] = batchesOf(message(1), message(2, { isUrgent: true, timeLeft: 250 }), message(3, { bytes: large }))
    expect(batch).toMatchObject({ isUrgent: true, isSharded: false, payloadBytes: 6 + large, deadline: 1_250 })
    expect([batch?.has(102), batch?.has(104), batch?.requestAt(2)]).toEqual([true, false, 103])
    expect(batchesOf(message(1, { shard: 1, shards: 2 }))[0]).toMatchObject({ isSharded: true, isRetried: false })
    expect(batchesOf(message(1), message(2, { attempt: 1 }))[0]).toMatchObject({ isSharded: false, isRetried: true })
    expect(batchesOf(message(1))[0]).toMatchObject({ isStreamed: false })
    const piece = { index: 0, more: true }
    expect(batchesOf(message(1), message(2, { piece }))[0]).toMatchObject({ isStreamed: true, payloadBytes: 6 })
    expect(batchesOf(message(1), message(2, { timeLeft: NO_DEADLINE }))[0]?.deadline).toBe(Number.POSITIVE_INFINITY)
  })

  it('finds the attachment of each message', () => {
    const sizes = [3, large, 5, large + 1, 0]
    const [first, second] = batchesOf(
      ...sizes.map((bytes, seq) => message(seq, { bytes })),
      ack,
      message(7, { bytes: large }),
    )
    expect(first?.messages().map(({ payload }) => payload.length)).toEqual(sizes)
    expect(sizes.map((_, index) => first?.message(index).payload.length)).toEqual(sizes)
    expect(second?.message(0).payload).toEqual(Buffer.alloc(large, 7))
    expect([first?.isAttached, first?.attachments.length]).toEqual([true, 2])
    expect(first && sentBytes(first)).toBe((first?.bytes ?? 0) + 2 * large + 1)
  })

  it('is relayed as the message that it came as, with new numbers', () => {
    const [batch] = batchesOf(message(1), message(2, { bytes: large })) as [Batch]
    batch.renumber(70)
    expect(hasAttachments([batch])).toBe(true)
    const frames = [...(wholeMessage([batch]) ?? [])]
    const [relayed] = unpack(FLOW, { frames, arrivedAt: 0 }) as [Batch]
    expect(relayed.messages().map(({ seq, request }) => [seq, request])).toEqual([
      [70, 101],
      [71, 102],
    ])
  })

  it('is copied into a pack with other records', () => {
    const [first, second] = batchesOf(message(1), message(2, { bytes: large }), ack, message(5)) as [Batch, Batch]
    expect(wholeMessage([first])).toBeUndefined()
    expect(wholeMessage([])).toBeUndefined()
    const frames = pack(FLOW, [second, ack, first])
    const copies = unpack(FLOW, { frames, arrivedAt: 0 })?.filter((record) => record instanceof Batch)
    expect(copies?.map(({ first, count, payloadBytes }) => [first, count, payloadBytes])).toEqual([
      [5, 1, 3],
      [1, 2, 3 + large],
    ])
    expect([hasAttachments([second]), hasAttachments([ack]), hasAttachments([message(1, { bytes: large })])]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('releases its memory only if it is all of its pack', () => {
    const isReused = (records: readonly (DataRecord | Ack)[]): boolean => {
      const [packed] = pack(FLOW, records) as [Buffer]
      const frame = receivePool.acquire(packed.length)
      packed.copy(frame)
      const batch = unpack(FLOW, { frames: [frame], arrivedAt: 0 })?.find((record) => record instanceof Batch)
      batch?.release()
      return receivePool.acquire(frame.length).buffer === frame.buffer
    }
    const half = message(1, { bytes: 20_000 })
    expect([isReused([half]), isReused([half, ack]), isReused([half, message(9)])]).toEqual([true, false, false])
  })
})
