import {
  countOf,
  type EndpointStatistics,
  type FlowReadiness,
  type FlowStatistics,
  type Histogram,
  mergeHistograms,
  NO_VALUES,
  type PodStatistics,
  quantile,
} from '@peaflow/engine'
import { subtractHistogram } from './subtract-histogram.ts'

/** What a Flow does now: `GET /-/rates`. */
export interface Rates {
  /** ISO 8601. */
  readonly time: string
  readonly flow: {
    /** Requests a second that were answered, those that failed included. */
    readonly rate: number
    /** Requests a second that failed. */
    readonly failed: number
    /** Milliseconds from the call to its answer; `null` if there was none. */
    readonly p50: number | null
    readonly p99: number | null
    readonly inFlight: number
    readonly waiting: number
  }
  readonly pods: Readonly<Record<string, PodRates>>
}

/** What a Pod does now. */
export interface PodRates {
  /** Calls of its executor a second. */
  readonly rate: number
  /** Requests a second that it passed on, without a call where it is `_pass` or `_merge`. */
  readonly passed: number
  /** Requests a second that failed in it. */
  readonly failed: number
  /** Milliseconds of a call; `null` if there was none. */
  readonly p50: number | null
  readonly p99: number | null
  /** Milliseconds that a request waits in a replica for its call: the median; `null` if there was none. */
  readonly wait: number | null
  /** Messages that wait for a replica, and requests that wait in one. */
  readonly waiting: number
  /** Calls that run. */
  readonly running: number
  /** Cores that its processes keep busy. */
  readonly cpu: number
  /** Bytes of resident memory of its processes. */
  readonly memory: number
  /** How often its Peas were started again because they had ended by themselves. */
  readonly restarts: number
  readonly ready: number
  readonly of: number
}

/** The statistics of a Flow at one moment. */
export interface Snapshot {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly statistics: FlowStatistics
}

/** What rates are computed from. */
export interface RatesSources {
  readonly before: Snapshot
  readonly after: Snapshot
  readonly readiness: FlowReadiness
}

/** What a Flow did a second, between two snapshots of its statistics. */
export function ratesBetween({ before, after, readiness }: RatesSources): Rates {
  const seconds = Math.max(after.time - before.time, 1) / 1_000
  const earlier = new Map(before.statistics.pods.map((pod) => [pod.pod, pod]))
  const pods = after.statistics.pods.map((pod): readonly [string, PodRates] => {
    const { ready = 0, of = 0 } = readiness.pods[pod.pod] ?? {}
    return [pod.pod, { ...podRates(pod, earlier.get(pod.pod), seconds), ready, of }]
  })
  const { inFlight, waiting } = readiness
  const flow = { ...flowRates(after.statistics, before.statistics, seconds), inFlight, waiting }
  return { time: new Date(after.time).toISOString(), flow, pods: Object.fromEntries(pods) }
}

function flowRates({ gateway: after }: FlowStatistics, { gateway: before }: FlowStatistics, seconds: number) {
  const durations = increase({ after: after.endpoints, before: before.endpoints }, ({ duration }) => duration)
  const failed = countFailed(after.endpoints) - countFailed(before.endpoints)
  const [p50, p99] = [quantileOf(durations, 0.5), quantileOf(durations, 0.99)]
  return { rate: countOf(durations) / seconds, failed: Math.max(0, failed) / seconds, p50, p99 }
}

function podRates(pod: PodStatistics, before: PodStatistics | undefined, seconds: number) {
  const endpoints = { after: pod.endpoints, before: before?.endpoints ?? [] }
  const calls = increase<EndpointStatistics>(endpoints, ({ call }) => call)
  const waits = increase<EndpointStatistics>(endpoints, ({ wait }) => wait)
  return {
    rate: countOf(calls) / seconds,
    passed: Math.max(0, pod.served - (before?.served ?? pod.served)) / seconds,
    failed: Math.max(0, countFailed(endpoints.after) - countFailed(endpoints.before)) / seconds,
    p50: quantileOf(calls, 0.5),
    p99: quantileOf(calls, 0.99),
    wait: quantileOf(waits, 0.5),
    waiting: pod.backlog,
    running: pod.running,
    cpu: Math.max(0, pod.cpu - (before?.cpu ?? pod.cpu)) / seconds / 1_000,
    memory: pod.processes.reduce((sum, { memory }) => sum + memory, 0),
    restarts: Object.values(pod.restarts).reduce((sum, count) => sum + count, 0),
  }
}

/** The values that came between two moments, of all endpoints together. */
function increase<T extends { readonly endpoint: string }>(
  { after, before }: { readonly after: readonly T[]; readonly before: readonly T[] },
  histogramOf: (endpoint: T) => Histogram,
): Histogram {
  const earlier = new Map(before.map((endpoint) => [endpoint.endpoint, histogramOf(endpoint)]))
  const increases = after.map((endpoint) =>
    subtractHistogram(histogramOf(endpoint), earlier.get(endpoint.endpoint) ?? NO_VALUES),
  )
  return increases.reduce(mergeHistograms, NO_VALUES)
}

function countFailed(endpoints: readonly { readonly failed: Readonly<Record<string, number>> }[]): number {
  return endpoints.flatMap(({ failed }) => Object.values(failed)).reduce((sum, count) => sum + count, 0)
}

function quantileOf(histogram: Histogram, share: number): number | null {
  return quantile(histogram, share) ?? null
}
