import type { Histogram } from '@peaflow/engine'

/** The values that a histogram has beyond those of an earlier state of it. */
export function subtractHistogram(after: Histogram, before: Histogram): Histogram {
  const shift = after.offset - before.offset
  const buckets = after.buckets.map((count, index) => Math.max(0, count - (before.buckets[index + shift] ?? 0)))
  const { offset } = after
  return { sum: Math.max(0, after.sum - before.sum), zero: Math.max(0, after.zero - before.zero), offset, buckets }
}
