import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DOCUMENTS, DurationCounter, SECONDS, toBucketCounts } from '../../src/metrics/buckets.ts'
import { histogramOf } from './facts.ts'

const durations = fc.array(fc.double({ min: 0, max: 200_000, noNaN: true }), { maxLength: 50 })
/** How many are not above a bound. */
const notAbove = (values: readonly number[], bound: number) => values.filter((value) => value <= bound).length

describe('an exponential histogram by fixed bounds', () => {
  const table: readonly (readonly [milliseconds: number, bound: number | undefined])[] = [
    [0, 0.001],
    [0.5, 0.001],
    [1, 0.001],
    [1.01, 0.0025],
    // The bucket from 234.8 to 256 ms straddles the bound of 250 ms.
    [234, 0.25],
    [236, 0.5],
    [250, 0.5],
    [251, 0.5],
    [55_000, 60],
    [59_000, undefined],
    [1e9, undefined],
  ]
  it.each(table)('a call of %d ms counts from the bound %s on', (value, bound) => {
    const { bounds, below, count } = toBucketCounts([histogramOf([value])], SECONDS)
    expect(bounds[below.indexOf(1)]).toBe(bound)
    expect(below).toEqual([...below].sort())
    expect(count).toBe(1)
  })

  it('never says that a value is below a bound which is above it, and loses the last 8.3 % at most', () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        const { bounds, below, count, sum } = toBucketCounts([histogramOf(one), histogramOf(other)], SECONDS)
        const values = [...one, ...other]
        expect(count).toBe(values.length)
        expect(sum).toBeCloseTo(values.reduce((all, value) => all + value, 0) / 1_000, 6)
        for (const [index, bound] of bounds.entries()) {
          expect(below[index]).toBeLessThanOrEqual(notAbove(values, bound * 1_000 * (1 + Number.EPSILON)))
          expect(below[index]).toBeGreaterThanOrEqual(notAbove(values, bound * 1_000 * 0.917))
        }
      }),
    )
  })

  it('is exact for documents', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 })), (values) => {
        const { bounds, below, sum } = toBucketCounts([histogramOf(values)], DOCUMENTS)
        expect(below).toEqual(bounds.map((bound) => notAbove(values, bound)))
        expect(sum).toBe(values.reduce((all, value) => all + value, 0))
      }),
    )
  })
})

it('a counter of durations is exact', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const counter = new DurationCounter()
      for (const value of values) counter.add(value)
      const { bounds, below, count } = counter.snapshot()
      expect(below).toEqual(SECONDS.bounds.map((bound) => notAbove(values, bound)))
      expect([bounds[1], bounds.at(-1), count]).toEqual([0.0025, 60, values.length])
    }),
  )
})
