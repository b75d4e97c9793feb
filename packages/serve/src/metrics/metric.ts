import type { BucketCounts } from './buckets.ts'

/** What tells the samples of a metric apart. Every value comes from the plan, or from a list that is limited. */
export type Labels = Readonly<Record<string, string>>

/** A number at one set of labels. */
export interface NumberSample {
  readonly labels: Labels
  readonly value: number
}

/** One value of a histogram, and where to find more about it. */
export interface Exemplar {
  readonly labels: Labels
  readonly value: number
  /** Seconds since 1970. */
  readonly time: number
}

/** A histogram at one set of labels. */
export interface HistogramSample {
  readonly labels: Labels
  readonly histogram: BucketCounts
  /** By bucket: of each bound, then of what is beyond. Only OpenMetrics has them. */
  readonly exemplars?: readonly (Exemplar | undefined)[] | undefined
}

interface Described {
  /** With its unit, and without `_total`: `process_cpu_time_seconds`. */
  readonly name: string
  readonly help: string
  readonly unit?: 'seconds' | 'bytes' | undefined
}

/** A metric with all of its samples: a family, as OpenMetrics calls it. */
export type Metric =
  | (Described & { readonly type: 'counter' | 'gauge'; readonly samples: readonly NumberSample[] })
  | (Described & { readonly type: 'histogram'; readonly samples: readonly HistogramSample[] })
