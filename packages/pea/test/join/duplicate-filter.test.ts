import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DuplicateFilter } from '../../src/join/duplicate-filter.ts'

it('knows exactly what was added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40_000 })), fc.array(fc.nat({ max: 40_000 })), (added, asked) => {
      const seen = new DuplicateFilter()
      for (const request of added) seen.add(request, 1_000)
      for (const request of asked) expect(seen.has(request)).toBe(added.includes(request))
      for (const request of added) expect(seen.has(request)).toBe(true)
    }),
  )
})

it('forgets a chunk once the last deadline in it is long past', () => {
  const seen = new DuplicateFilter()
  seen.add(1, 1_000)
  seen.add(2, 20_000)
  seen.add(50_000, 1_000)
  seen.sweep(10_000)
  expect([seen.has(1), seen.has(2), seen.has(50_000)]).toEqual([true, true, false])
  seen.sweep(30_000)
  expect(seen.has(2)).toBe(false)
})
