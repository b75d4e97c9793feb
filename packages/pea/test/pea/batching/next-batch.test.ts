import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Batchable, nextBatch } from '../../../src/pea/batching/next-batch.ts'

interface Item extends Batchable<Item> {
  readonly key: string
  readonly isDue: boolean
}

const item: fc.Arbitrary<Item> = fc
  .record({ key: fc.constantFrom('a', 'b', 'c'), uncalled: fc.nat(12), isAlone: fc.boolean(), isDue: fc.boolean() })
  .map(itemOf)

function itemOf(fields: Omit<Item, 'sharesCallWith'>): Item {
  return { ...fields, sharesCallWith: ({ key, isAlone }) => key === fields.key && !isAlone && !fields.isAlone }
}

const items = fc.array(item, { maxLength: 15 })
const most = fc.integer({ min: 1, max: 10 })
const rule = (documents: number) => ({ documents, isDue: ({ isDue }: Item) => isDue })
const total = (batch: readonly Item[]) => batch.reduce((sum, { uncalled }) => sum + uncalled, 0)

it('is never larger than a call may be, unless a single request is', () => {
  fc.assert(
    fc.property(items, most, (queued, documents) => {
      const batch = nextBatch(queued, rule(documents))
      expect(batch.length <= 1 || total(batch) <= documents).toBe(true)
    }),
  )
})

it('holds requests that share a call, each once, in order of arrival', () => {
  fc.assert(
    fc.property(items, most, (queued, documents) => {
      const batch = nextBatch(queued, rule(documents))
      expect(batch).toEqual(queued.filter((one) => batch.includes(one)))
      const [head] = batch
      expect(batch.slice(1).every((one) => head?.sharesCallWith(one))).toBe(true)
    }),
  )
})

it('skips none that shares the call and fits', () => {
  fc.assert(
    fc.property(items, most, (queued, documents) => {
      const batch = nextBatch(queued, rule(documents))
      const [head, last] = [batch[0], batch.at(-1)]
      fc.pre(head !== undefined && last !== undefined && !head.isAlone)
      const behind = queued.slice(queued.indexOf(last) + 1).find((one) => head.sharesCallWith(one))
      const before = queued.slice(queued.indexOf(head), queued.indexOf(last))
      expect(before.filter((one) => head.sharesCallWith(one) && !batch.includes(one))).toEqual([])
      if (behind !== undefined)
        expect(total(batch) >= documents || total(batch) + behind.uncalled > documents).toBe(true)
    }),
  )
})

it('begins with the first request if nobody waits, and is empty only if every call has room and time', () => {
  fc.assert(
    fc.property(items, most, (queued, documents) => {
      const [first] = queued
      const all = { documents, isDue: () => true }
      if (first !== undefined) expect(nextBatch(queued, all)[0]).toBe(first)
      if (nextBatch(queued, rule(documents)).length > 0) return
      for (const key of ['a', 'b', 'c']) {
        const group = queued.filter((one) => one.key === key)
        expect(group.some(({ isAlone }) => isAlone)).toBe(false)
        expect(total(group)).toBeLessThan(documents)
        expect(group[0]?.isDue ?? false).toBe(false)
      }
    }),
  )
})

it('does not let a request that waits for others hold up a full call behind it', () => {
  const waiting = itemOf({ key: 'a', uncalled: 1, isAlone: false, isDue: false })
  const full = [1, 2].map(() => itemOf({ key: 'b', uncalled: 2, isAlone: false, isDue: false }))
  expect(nextBatch([waiting, ...full], rule(4))).toEqual(full)
})
