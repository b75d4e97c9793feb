import type { EndpointStatistics, PodStatistics } from '@peaflow/engine'
import { DOCUMENTS, SECONDS, toBucketCounts } from './buckets.ts'
import { byEndpoint } from './endpoint-label.ts'
import type { Metric, NumberSample } from './metric.ts'
import { sumOf, sumRecords } from './sums.ts'

/** What the Pods of a Flow do. */
export interface PodFacts {
  readonly flow: string
  readonly pods: readonly PodStatistics[]
}

type Described = Pick<Metric & { readonly type: 'counter' | 'gauge' }, 'name' | 'help' | 'type'>

/** What there is one number of for each Pod. */
const NUMBERS: readonly (Described & { readonly value: (pod: PodStatistics) => number })[] = [
  {
    name: 'peaflow_pod_requests',
    help: 'Requests that the replicas have passed on, errors included.',
    type: 'counter',
    value: ({ served }) => served,
  },
  {
    name: 'peaflow_pod_cancelled',
    help: 'Requests that a replica held when they were cancelled.',
    type: 'counter',
    value: ({ cancelled }) => cancelled,
  },
  {
    name: 'peaflow_pod_backlog',
    help: 'Messages that wait for a replica at their sender, or in one for their call.',
    type: 'gauge',
    value: ({ backlog }) => backlog,
  },
  { name: 'peaflow_pod_running', help: 'Calls that run now.', type: 'gauge', value: ({ running }) => running },
  {
    name: 'peaflow_pod_replicas_wanted',
    help: 'Replicas that there are to be, whatever their state is.',
    type: 'gauge',
    value: ({ replicas }) => sumOf(Object.values(replicas)),
  },
]

/**
 * The metrics of each Pod: its replicas together, over all of their lives, so that no series begins or ends with a replica. What
 * executors of heads and tails do (`uses_before`, `uses_after`) is not in them.
 */
export function podMetrics(facts: PodFacts): readonly Metric[] {
  return [
    durations(facts, 'wait', 'How long requests waited in a replica for their call.'),
    durations(facts, 'call', 'How long calls took, those that failed included.'),
    batches(facts),
    failures(facts),
    ...NUMBERS.map(({ value, ...metric }) => perPod(facts, metric, (pod) => [{ labels: {}, value: value(pod) }])),
    byName(facts, { name: 'peaflow_pod_replicas', help: 'Replicas by their state.', type: 'gauge' }, 'state'),
    byName(
      facts,
      { name: 'peaflow_pea_restarts', help: 'How often Peas were started again.', type: 'counter' },
      'reason',
    ),
  ]
}

/** A metric with samples of each Pod, to whose labels that of the Pod is added. */
function perPod(
  { flow, pods }: PodFacts,
  metric: Described,
  read: (pod: PodStatistics) => readonly NumberSample[],
): Metric {
  const samples = pods.flatMap((statistics) =>
    read(statistics).map(({ labels, value }) => ({ labels: { flow, pod: statistics.pod, ...labels }, value })),
  )
  return { ...metric, samples }
}

/** Replicas by their state, or restarts by their reason. All that there can be are there, so that no series begins late. */
function byName(facts: PodFacts, metric: Described, label: 'state' | 'reason'): Metric {
  return perPod(facts, metric, ({ replicas, restarts }) =>
    Object.entries(label === 'state' ? replicas : restarts).map(([name, value]) => ({
      labels: { [label]: name },
      value,
    })),
  )
}

function durations({ flow, pods }: PodFacts, what: 'wait' | 'call', help: string): Metric {
  const samples = pods.flatMap(({ pod, endpoints }) =>
    byEndpoint(endpoints).map(([endpoint, entries]) => ({
      labels: { flow, pod, endpoint },
      histogram: toBucketCounts(histogramsOf(entries, what), SECONDS),
    })),
  )
  return { name: `peaflow_pod_${what}_duration_seconds`, help, unit: 'seconds', type: 'histogram', samples }
}

function batches({ flow, pods }: PodFacts): Metric {
  const samples = pods
    .filter(({ endpoints }) => endpoints.length > 0)
    .map(({ pod, endpoints }) => ({
      labels: { flow, pod },
      histogram: toBucketCounts(histogramsOf(endpoints, 'documents'), DOCUMENTS),
    }))
  return { name: 'peaflow_pod_batch_size', help: 'Documents in each call.', type: 'histogram', samples }
}

function failures(facts: PodFacts): Metric {
  const metric = {
    name: 'peaflow_pod_failed',
    help: 'Requests that failed in a replica, by code.',
    type: 'counter',
  } as const
  return perPod(facts, metric, ({ endpoints }) =>
    byEndpoint(endpoints).flatMap(([endpoint, entries]) =>
      Object.entries(sumRecords(entries.map(({ failed }) => failed))).map(([code, value]) => ({
        labels: { endpoint, error_type: code },
        value,
      })),
    ),
  )
}

function histogramsOf(endpoints: readonly EndpointStatistics[], what: 'wait' | 'call' | 'documents') {
  return endpoints.map((endpoint) => endpoint[what])
}
