import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DuplicateFilter } from '../../src/join/duplicate-filter.ts'

it('knows exactly what was added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40_000 })), fc.array(fc.nat({ max: 40_000 })), (added, asked) => {
      const filter = new DuplicateFilter()
      for (const request of added) filter.add(request, 1_000)
      for (const request of asked) expect(filter.has(request)).toBe(added.includes(request))
      for (const request of added) expect(filter.has(request)).toBe(true)
    }),
  )
})

it('forgets a chunk once the last deadline in it is long past', () => {
  const filter = new DuplicateFilter()
  filter.add(1, 1_000)
  filter.add(2, 20_000)
  filter.add(50_000, 1_000)
  filter.sweep(10_000)
  expect([filter.has(1), filter.has(2), filter.has(50_000)]).toEqual([true, true, false])
  filter.sweep(30_000)
  expect(filter.has(2)).toBe(false)
})

it('knows an attempt as over, and those before it, but none after it', () => {
  const filter = new DuplicateFilter()
  filter.add(1, 1_000)
  filter.add(2, 1_000, 3)
  filter.add(2, 1_000, 1)
  expect([0, 1].map((attempt) => filter.has(1, attempt))).toEqual([true, false])
  expect([0, 3, 4].map((attempt) => filter.has(2, attempt))).toEqual([true, true, false])
  filter.sweep(10_000)
  filter.add(2, 20_000)
  expect(filter.has(2, 3)).toBe(false)
})

it('knows every attempt as over where a request ends for good', () => {
  const filter = new DuplicateFilter({ isFinal: true })
  filter.add(1, 1_000)
  expect([filter.has(1, 5), filter.has(2, 5)]).toEqual([true, false])
})
