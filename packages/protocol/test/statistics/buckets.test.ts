import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bucketOf, MAX_BUCKET, MIN_BUCKET, upperBound, ZERO_THRESHOLD } from '../../src/statistics/buckets.ts'

const buckets = Array.from({ length: MAX_BUCKET - MIN_BUCKET + 1 }, (_, index) => MIN_BUCKET + index)

/** The next double above a positive one. */
function above(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigInt64(0, view.getBigInt64(0) + 1n)
  return view.getFloat64(0)
}

it.each(buckets)('bucket %i ends at its upper bound, and the next one begins above it', (bucket) => {
  expect(bucketOf(upperBound(bucket))).toBe(bucket)
  expect(bucketOf(above(upperBound(bucket)))).toBe(Math.min(bucket + 1, MAX_BUCKET))
})

it('agrees with the logarithm', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 2 ** 31, noNaN: true }), (value) => {
      const bucket = bucketOf(value) as number
      expect(bucket).toBeLessThanOrEqual(Math.floor(8 * Math.log2(value) + 1e-9))
      expect(bucket).toBeGreaterThanOrEqual(Math.ceil(8 * Math.log2(value) - 1 - 1e-9))
    }),
  )
})

it.each([
  [0, undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  [ZERO_THRESHOLD, undefined],
  [5e-324, undefined],
  [above(ZERO_THRESHOLD), MIN_BUCKET],
  [0.5, -9],
  [1, -1],
  [1.05, 0],
  [2, 7],
  [3, 12],
  [1_000, 79],
  [2 ** 31, MAX_BUCKET],
  [1e300, MAX_BUCKET],
  [Number.POSITIVE_INFINITY, MAX_BUCKET],
])('puts %d into bucket %s', (value, bucket) => {
  expect(bucketOf(value)).toBe(bucket)
})
