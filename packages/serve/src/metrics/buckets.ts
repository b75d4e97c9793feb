import { countOf, type Histogram, upperBound } from '@peaflow/engine'

/** How many values there are up to each of some bounds. */
export interface BucketCounts {
  /** The bounds, rising. */
  readonly bounds: readonly number[]
  /** Of each bound, how many values count as not above it. */
  readonly below: readonly number[]
  readonly count: number
  readonly sum: number
}

/** The bounds of durations, in milliseconds: 1 ms to a minute. */
export const DURATION_BOUNDS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000]

/** The bounds of numbers of documents. They are bounds of the Peas' histograms too, so that these counts are exact. */
export const DOCUMENT_BOUNDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]

/** Which bounds, and what one unit of a histogram is in that of the metric. */
export interface Scale {
  readonly bounds: readonly number[]
  readonly unit: number
}

/** Durations in milliseconds, written in seconds. */
export const SECONDS: Scale = { bounds: DURATION_BOUNDS, unit: 1 / 1_000 }

/** Documents, as they are. */
export const DOCUMENTS: Scale = { bounds: DOCUMENT_BOUNDS, unit: 1 }

/**
 * The values of several exponential histograms by fixed bounds. Of a value, only its bucket is known: a bucket that straddles a
 * bound counts as above it. So what counts as not above a bound is not above it; at most the values of the last 8.3 % below
 * are missing there, and count at the next bound. The number of all values and their sum are exact.
 */
export function toBucketCounts(histograms: readonly Histogram[], { bounds, unit }: Scale): BucketCounts {
  return {
    bounds: bounds.map((bound) => inUnit(bound, unit)),
    below: bounds.map((bound) => total(histograms.map((histogram) => countBelow(histogram, bound)))),
    count: total(histograms.map(countOf)),
    sum: inUnit(total(histograms.map(({ sum }) => sum)), unit),
  }
}

/** Which bucket a duration in milliseconds is in: that of the first bound that is not below it, or the last one. */
export function bucketOf(duration: number): number {
  const index = DURATION_BOUNDS.findIndex((bound) => duration <= bound)
  return index < 0 ? DURATION_BOUNDS.length : index
}

/** A histogram of durations that counts by fixed bounds from the beginning, which is exact. */
export class DurationCounter {
  /** How many were within each bound and not within the one before it, and last those beyond all of them. */
  readonly #counts = new Float64Array(DURATION_BOUNDS.length + 1)
  #sum = 0

  /** Counts a duration, in milliseconds. */
  add(duration: number): void {
    this.#sum += duration
    let index = 0
    while (duration > (DURATION_BOUNDS[index] ?? Number.POSITIVE_INFINITY)) index += 1
    ;(this.#counts[index] as number) += 1
  }

  /** What it has counted, in seconds. Changes no more. */
  snapshot(): BucketCounts {
    const { bounds, unit } = SECONDS
    let count = 0
    const below = Array.from(this.#counts, (own) => {
      count += own
      return count
    })
    return {
      bounds: bounds.map((bound) => inUnit(bound, unit)),
      below: below.slice(0, -1),
      count,
      sum: inUnit(this.#sum, unit),
    }
  }
}

function countBelow({ zero, offset, buckets }: Histogram, bound: number): number {
  const within = buckets.filter((_, index) => upperBound(offset + index) <= bound)
  return zero + total(within)
}

/** A product with 1 / 1,000 ends in digits that a quotient does not have. */
function inUnit(value: number, unit: number): number {
  return value / (1 / unit)
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
