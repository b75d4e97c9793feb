import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isHistogram } from '../../src/control/statistics-checks.ts'
import {
  countOf,
  type Histogram,
  HistogramCounter,
  mergeHistograms,
  NO_VALUES,
} from '../../src/statistics/histogram.ts'
import { QUANTILE_ERROR, quantile } from '../../src/statistics/quantile.ts'

function histogramOf(values: readonly number[]): Histogram {
  const counter = new HistogramCounter()
  for (const value of values) counter.add(value)
  return counter.snapshot()
}

/** Integers, so that sums are exact in any order. */
const sizes = fc.array(fc.oneof(fc.nat(20), fc.nat(2 ** 30)))

it('counts each value once, and adds them up', () => {
  fc.assert(
    fc.property(sizes, (values) => {
      const histogram = histogramOf(values)
      expect(countOf(histogram)).toBe(values.length)
      expect(histogram.sum).toBe(values.reduce((sum, value) => sum + value, 0))
      expect(histogram.zero).toBe(values.filter((value) => value === 0).length)
      expect(histogram.buckets.at(0)).not.toBe(0)
      expect(histogram.buckets.at(-1)).not.toBe(0)
      expect(isHistogram(histogram)).toBe(true)
    }),
  )
})

it('merges to the histogram of all values, in any order', () => {
  fc.assert(
    fc.property(sizes, sizes, sizes, (a, b, c) => {
      const [one, two, three] = [histogramOf(a), histogramOf(b), histogramOf(c)]
      const all = histogramOf([...a, ...b, ...c])
      expect(mergeHistograms(mergeHistograms(one, two), three)).toEqual(all)
      expect(mergeHistograms(one, mergeHistograms(three, two))).toEqual(all)
      expect(mergeHistograms(one, NO_VALUES)).toEqual(one)
    }),
  )
})

it('finds each quantile within its error', () => {
  const durations = fc.array(fc.double({ min: 0, max: 2 ** 31, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const sorted = [...values].sort((a, b) => a - b)
      const exact = sorted[Math.max(Math.ceil(share * values.length), 1) - 1] as number
      const found = quantile(histogramOf(values), share) as number
      if (exact <= 2 ** -10) expect(found).toBe(0)
      else expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(QUANTILE_ERROR + 1e-12)
    }),
  )
  expect(QUANTILE_ERROR).toBeCloseTo(0.0433, 4)
})

it('has no quantile of no values, and the nearest one for a share beyond 0 and 1', () => {
  expect(quantile(NO_VALUES, 0.5)).toBeUndefined()
  const histogram = histogramOf([1, 100])
  expect(quantile(histogram, -1)).toBe(quantile(histogram, 0))
  expect(quantile(histogram, 2)).toBe(quantile(histogram, 1))
})

it.each([
  ['a bucket below the first', { offset: -81 }],
  ['a bucket beyond the last', { offset: 246 }],
  ['too many buckets', { offset: -80, buckets: new Array(329).fill(1) }],
  ['an endless sum', { sum: Number.POSITIVE_INFINITY }],
  ['half a value', { buckets: [0.5] }],
  ['an offset between two buckets', { offset: 0.5 }],
])('refuses one with %s', (_, fields) => {
  const histogram = { sum: 3, zero: 0, offset: 0, buckets: [1, 1, 1] }
  expect(isHistogram(histogram)).toBe(true)
  expect(isHistogram({ ...histogram, ...fields })).toBe(false)
})
