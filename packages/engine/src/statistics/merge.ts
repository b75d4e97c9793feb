import {
  type EndpointStatistics,
  type Histogram,
  MAX_CODES,
  MAX_COUNTED_ENDPOINTS,
  mergeHistograms,
  OTHER,
  type PeaStatistics,
  type TrafficCount,
} from '@peaflow/protocol'

/** What lives of Peas have counted, added up. */
export interface Totals {
  readonly served: number
  readonly cancelled: number
  readonly dropped: number
  readonly received: TrafficCount
  readonly sent: TrafficCount
  readonly endpoints: readonly EndpointStatistics[]
  /** Milliseconds of CPU time of the processes that they have of their own. */
  readonly cpu: number
}

const NO_TRAFFIC: TrafficCount = { messages: 0, bytes: 0 }

/** The totals of nothing. */
export const NOTHING: Totals = {
  served: 0,
  cancelled: 0,
  dropped: 0,
  received: NO_TRAFFIC,
  sent: NO_TRAFFIC,
  endpoints: [],
  cpu: 0,
}

/** What one life has counted. */
export function totalsOf({ process, endpoints, ...counted }: PeaStatistics): Totals {
  const { served, cancelled, dropped, received, sent } = counted
  const totals = { served, cancelled, dropped, received, sent }
  return { ...totals, endpoints: endpoints.map(inSteps), cpu: toSteps(process?.cpu ?? 0) }
}

/** Adds totals up. */
export function addTotals(one: Totals, other: Totals): Totals {
  return {
    served: one.served + other.served,
    cancelled: one.cancelled + other.cancelled,
    dropped: one.dropped + other.dropped,
    received: addTraffic(one.received, other.received),
    sent: addTraffic(one.sent, other.sent),
    endpoints: addEndpoints(one.endpoints, other.endpoints),
    cpu: one.cpu + other.cpu,
  }
}

function inSteps(endpoint: EndpointStatistics): EndpointStatistics {
  const toSum = (histogram: Histogram): Histogram => ({ ...histogram, sum: toSteps(histogram.sum) })
  const { wait, call, documents } = endpoint
  return { ...endpoint, wait: toSum(wait), call: toSum(call), documents: toSum(documents) }
}

/**
 * Rounds down to steps of 2 ** -10. Such numbers are added without an error: where lives are added up in another order than
 * before, a sum would otherwise get lower by its last digit, and Prometheus takes that for a restart from 0.
 */
function toSteps(sum: number): number {
  return Math.floor(sum * 1_024) / 1_024
}

function addTraffic(one: TrafficCount, other: TrafficCount): TrafficCount {
  return { messages: one.messages + other.messages, bytes: one.bytes + other.bytes }
}

/** The most endpoints, and codes of errors, that the lives of a Pod's Peas can fill: each life may have seen other ones. */
const MOST_ENDPOINTS = 4 * MAX_COUNTED_ENDPOINTS
const MOST_CODES = 4 * MAX_CODES

function addEndpoints(
  one: readonly EndpointStatistics[],
  other: readonly EndpointStatistics[],
): readonly EndpointStatistics[] {
  const merged = new Map(one.map((endpoint) => [endpoint.endpoint, endpoint]))
  for (const endpoint of other) {
    const name = nameIn(merged, endpoint.endpoint, MOST_ENDPOINTS)
    const earlier = merged.get(name)
    merged.set(name, earlier === undefined ? { ...endpoint, endpoint: name } : addEndpoint(earlier, endpoint))
  }
  return [...merged.values()]
}

function addEndpoint(one: EndpointStatistics, other: EndpointStatistics): EndpointStatistics {
  return {
    endpoint: one.endpoint,
    served: one.served + other.served,
    failed: addFailures(one.failed, other.failed),
    wait: mergeHistograms(one.wait, other.wait),
    call: mergeHistograms(one.call, other.call),
    documents: mergeHistograms(one.documents, other.documents),
  }
}

function addFailures(
  one: EndpointStatistics['failed'],
  other: EndpointStatistics['failed'],
): Readonly<Record<string, number>> {
  const codes = new Map(Object.entries(one))
  for (const [code, count] of Object.entries(other)) {
    const name = nameIn(codes, code, MOST_CODES)
    codes.set(name, (codes.get(name) ?? 0) + count)
  }
  return Object.fromEntries(codes)
}

/** The name under which something is added up: its own, or `other` if there are too many. */
function nameIn(known: ReadonlyMap<string, unknown>, name: string, most: number): string {
  return known.has(name) || known.size < most ? name : OTHER
}
