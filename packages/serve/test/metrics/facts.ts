import type {
  EndpointStatistics,
  FlowStatistics,
  GatewayEndpointStatistics,
  Histogram,
  PodStatistics,
} from '@peaflow/engine'
import { HistogramCounter } from '@peaflow/protocol'
import { DurationCounter } from '../../src/metrics/buckets.ts'
import type { FlowFacts } from '../../src/metrics/flow-metrics.ts'

/** The exponential histogram of these values. */
export function histogramOf(values: readonly number[]): Histogram {
  const counter = new HistogramCounter()
  for (const value of values) counter.add(value)
  return counter.snapshot()
}

const NONE = histogramOf([])
const NO_TRAFFIC = { messages: 0, bytes: 0 }
const states = { launching: 0, starting: 0, ready: 2, leaving: 0, pausing: 1, degraded: 0, ended: 0, lost: 0 }

/** What the gateway counts of an endpoint. */
export function gatewayEndpoint(own: Partial<GatewayEndpointStatistics> = {}): GatewayEndpointStatistics {
  const counts = { inFlight: 0, backlog: 0, refused: 0, cancelled: 0, repeated: 0 }
  return { endpoint: '/index', duration: NONE, failed: {}, ...counts, ...own }
}

/** What a Pod counts of an endpoint. */
export function podEndpoint(own: Partial<EndpointStatistics> = {}): EndpointStatistics {
  return { endpoint: '/index', served: 0, failed: {}, wait: NONE, call: NONE, documents: NONE, ...own }
}

/** The statistics of a Pod. */
export function podStatistics(own: Partial<PodStatistics> = {}): PodStatistics {
  const counts = { served: 0, cancelled: 0, dropped: 0, backlog: 0, running: 0, cpu: 0 }
  const links = { received: NO_TRAFFIC, sent: NO_TRAFFIC }
  const restarts = { exit: 0, oom: 0, hung: 0, unreachable: 0, late: 0 }
  const lists = { endpoints: [], before: [], after: [], processes: [] }
  return { pod: 'encode', ...counts, ...links, ...lists, replicas: states, restarts, ...own }
}

/** The statistics of a Flow. */
export function flowStatistics(own: Partial<FlowStatistics> = {}): FlowStatistics {
  const gateway = { dropped: 0, queued: [], received: NO_TRAFFIC, sent: NO_TRAFFIC, endpoints: [] }
  return { flow: 'search', gateway, pods: [podStatistics()], ...own }
}

/** The facts of a Flow that has done nothing. */
export function flowFacts(own: Partial<FlowFacts> = {}): FlowFacts {
  return {
    statistics: flowStatistics(),
    readiness: { status: 'ready', inFlight: 0, waiting: 0, pods: {} },
    refused: {},
    exemplars: new Map(),
    http: { active: {}, series: [] },
    process: { cpu: 1_500, memory: 1_024, delay: new DurationCounter().snapshot() },
    ...own,
  }
}
