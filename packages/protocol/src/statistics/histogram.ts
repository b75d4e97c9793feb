import { BUCKETS, bucketOf, MIN_BUCKET } from './buckets.ts'

/** How often values of each size occurred: an exponential histogram of scale 3. Plain data. */
export interface Histogram {
  /** The sum of all values. */
  readonly sum: number
  /** How many values were at most 2 ** -10. */
  readonly zero: number
  /** The bucket that the first of `buckets` counts. Bucket `b` has the values above 2 ** (b / 8), up to 2 ** ((b + 1) / 8). */
  readonly offset: number
  /** How many values were in each bucket, from `offset` on. */
  readonly buckets: readonly number[]
}

/** A histogram without values. */
export const NO_VALUES: Histogram = { sum: 0, zero: 0, offset: 0, buckets: [] }

/** A histogram that counts. */
export class HistogramCounter {
  #sum = 0
  #zero = 0
  readonly #counts = new Float64Array(BUCKETS)

  /** Counts a value; it must not be negative. */
  add(value: number): void {
    const bucket = bucketOf(value)
    this.#sum += value
    if (bucket === undefined) this.#zero += 1
    else (this.#counts[bucket - MIN_BUCKET] as number) += 1
  }

  /** What it has counted. Changes no more. */
  snapshot(): Histogram {
    return { sum: this.#sum, zero: this.#zero, ...trim(this.#counts, MIN_BUCKET) }
  }
}

/** How many values a histogram has. */
export function countOf({ zero, buckets }: Histogram): number {
  return buckets.reduce((sum, count) => sum + count, zero)
}

/** The histogram of the values of both. */
export function mergeHistograms(one: Histogram, other: Histogram): Histogram {
  const counts = new Float64Array(BUCKETS)
  for (const { offset, buckets } of [one, other])
    for (const [index, count] of buckets.entries()) (counts[offset + index - MIN_BUCKET] as number) += count
  return { sum: one.sum + other.sum, zero: one.zero + other.zero, ...trim(counts, MIN_BUCKET) }
}

/** Leaves out empty buckets at both ends. */
function trim(counts: Float64Array, offset: number): Pick<Histogram, 'offset' | 'buckets'> {
  const first = counts.findIndex((count) => count > 0)
  if (first === -1) return { offset: 0, buckets: [] }
  const last = counts.findLastIndex((count) => count > 0)
  return { offset: offset + first, buckets: [...counts.subarray(first, last + 1)] }
}
