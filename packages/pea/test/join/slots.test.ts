import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Slots } from '../../src/join/slots.ts'
import { messageOf } from '../link/ends.ts'

const EDGES = [3, 0, 2]

const slots = EDGES.flatMap((edge) => [0, 1].map((shard) => ({ edge, shard })))

it('has all payloads exactly when every slot is taken, in the order of edges and shards', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(slots), (order) => {
      const taken = new Slots()
      for (const { edge, shard } of order) {
        const message = messageOf({ shard, shards: 2, payload: Buffer.from(`${edge} ${shard}`) })
        expect([taken.add(edge, message), taken.add(edge, message)]).toEqual([true, false])
      }
      const isFull = order.length === slots.length
      const expected = isFull ? slots.map(({ edge, shard }) => `${edge} ${shard}`) : undefined
      expect(taken.payloads(EDGES)?.map(String)).toEqual(expected)
      const countOf = (edge: number) => order.filter((one) => one.edge === edge).length
      expect(taken.missing(EDGES)).toEqual(EDGES.filter((edge) => countOf(edge) < 2))
    }),
  )
})

it('has no slot for a shard beyond those that the first message named', () => {
  const taken = new Slots()
  expect(taken.add(0, messageOf({ shard: 0, shards: 1 }))).toBe(true)
  expect(taken.add(0, messageOf({ shard: 2, shards: 3 }))).toBe(false)
})

it('copies small payloads, so that it retains no pack, and no large ones', () => {
  for (const [bytes, isCopied] of [
    [100, true],
    [9_000, false],
  ] as const) {
    const message = messageOf({ payload: Buffer.alloc(bytes) })
    const taken = new Slots()
    taken.add(0, message)
    expect(taken.payloads([0])?.[0]?.buffer !== message.payload.buffer).toBe(isCopied)
  }
})
