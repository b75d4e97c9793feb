import { expect, it } from 'vitest'
import { SharedOwner } from '../../src/deal/shard.ts'
import { Held } from '../../src/gather/held.ts'
import { Lender } from '../../src/link/lender.ts'
import { read, written } from '../../src/memory/spares.ts'
import { pack } from '../../src/wire/pack.ts'
import { RECORD } from '../../src/wire/record.ts'
import type { Run } from '../../src/wire/run.ts'
import { unpack } from '../../src/wire/unpack.ts'

const FLOW = Buffer.alloc(8)
const LENGTH = 60_000

/** Whether this memory is there for others. */
const isFree = ({ buffer }: Buffer) => written.take(LENGTH).buffer === buffer

it.each([
  ['edge', 2, (payload: Buffer) => new Lender(payload, 2)],
  ['shard', 3, (payload: Buffer) => new SharedOwner(new Lender(payload, 1), 3)],
])('gives a payload back once every %s has forgotten it', (_, count, ownerOf) => {
  const payload = written.take(LENGTH)
  const owner = ownerOf(payload)
  for (let forgotten = 0; forgotten < count; forgotten += 1) {
    expect(isFree(payload)).toBe(false)
    owner.forgotten()
  }
  expect(isFree(payload)).toBe(true)
})

it('gives a large payload that is passed on back once every edge has forgotten it', () => {
  const payload = Buffer.alloc(LENGTH)
  const part = { shard: 0, shards: 1, isUrgent: false, payload, payloadBytes: LENGTH, endpoint: '/', timeLeft: 60_000 }
  const [frame, attachment] = pack(FLOW, [{ type: RECORD.DATA, seq: 0, request: 0, ...part }]) as [Buffer, Buffer]
  const taken = read.take(LENGTH)
  attachment.copy(taken)
  const [run] = unpack(FLOW, { frames: [frame, taken], arrivedAt: 0 }) as [Run]
  const held = new Held(run.part(0), { onDone: () => undefined })
  held.complete(run.part(0))
  held.leave(2)
  held.forgotten()
  expect(read.take(LENGTH).buffer).not.toBe(taken.buffer)
  held.forgotten()
  expect(read.take(LENGTH).buffer).toBe(taken.buffer)
})

it('leaves a message alone of which a run is only a piece', () => {
  const payload = Buffer.alloc(20_000)
  const parts = [0, 1, 5, 6].map((seq) => {
    const whole = { shard: 0, shards: 1, isUrgent: false, payload, payloadBytes: payload.length }
    return { type: RECORD.DATA, seq, request: seq, endpoint: '/', timeLeft: 60_000, ...whole }
  })
  const [packed] = pack(FLOW, parts) as [Buffer]
  const frame = read.take(packed.length)
  packed.copy(frame)
  const runs = unpack(FLOW, { frames: [frame], arrivedAt: 0 }) as Run[]
  expect(runs.map(({ count }) => count)).toEqual([2, 2])
  runs[0]?.spend()
  expect(read.take(frame.length).buffer).not.toBe(frame.buffer)
})
