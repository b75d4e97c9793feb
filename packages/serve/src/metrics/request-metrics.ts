import type { FlowReadiness, GatewayEndpointStatistics } from '@peaflow/engine'
import { SECONDS, toBucketCounts } from './buckets.ts'
import { byEndpoint } from './endpoint-label.ts'
import type { EndpointExemplars } from './exemplars.ts'
import type { Metric } from './metric.ts'
import { sumOf, sumRecords } from './sums.ts'

/** What requests to a Flow are, as their callers see them. */
export interface RequestFacts {
  readonly flow: string
  readonly readiness: FlowReadiness
  readonly endpoints: readonly GatewayEndpointStatistics[]
  /** Calls that were not taken, by reason. */
  readonly refused: Readonly<Record<string, number>>
  /** Requests whose traces are sampled. */
  readonly exemplars: EndpointExemplars
}

type Counter = 'cancelled' | 'repeated'

/** The metrics of requests to a Flow, whatever protocol they came by. */
export function requestMetrics(facts: RequestFacts): readonly Metric[] {
  const { flow } = facts
  const endpoints = byEndpoint(facts.endpoints)
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    help,
    type: 'gauge',
    samples: [{ labels: { flow }, value }],
  })
  const counter = (name: string, help: string, field: Counter): Metric => ({
    name,
    help,
    type: 'counter',
    samples: endpoints.map(([endpoint, entries]) => ({
      labels: { flow, endpoint },
      value: sumOf(entries.map((entry) => entry[field])),
    })),
  })
  return [
    duration(facts, endpoints),
    failures(flow, endpoints),
    gauge('peaflow_request_in_flight', 'Requests that were sent and are not answered.', facts.readiness.inFlight),
    gauge('peaflow_request_waiting', 'Requests, and streams of them, that wait for room.', facts.readiness.waiting),
    refusals(facts),
    counter('peaflow_request_cancelled', 'Requests whose callers stopped waiting.', 'cancelled'),
    counter('peaflow_request_redelivered', 'How often a request was given again: no Pea held it any more.', 'repeated'),
    gauge('peaflow_ready', '1 while each Pod has a replica that is ready.', facts.readiness.status === 'ready' ? 1 : 0),
  ]
}

type Endpoints = ReturnType<typeof byEndpoint<GatewayEndpointStatistics>>

function duration({ flow, exemplars }: RequestFacts, endpoints: Endpoints): Metric {
  return {
    name: 'peaflow_request_duration_seconds',
    help: 'From the call to the answer or the error of a request.',
    unit: 'seconds',
    type: 'histogram',
    samples: endpoints.map(([endpoint, entries]) => ({
      labels: { flow, endpoint },
      histogram: toBucketCounts(
        entries.map((entry) => entry.duration),
        SECONDS,
      ),
      exemplars: exemplars.get(endpoint),
    })),
  }
}

function failures(flow: string, endpoints: Endpoints): Metric {
  return {
    name: 'peaflow_request_failed',
    help: 'Requests that failed, by the code of their error.',
    type: 'counter',
    samples: endpoints.flatMap(([endpoint, entries]) =>
      Object.entries(sumRecords(entries.map(({ failed }) => failed))).map(([code, value]) => ({
        labels: { flow, endpoint, error_type: code },
        value,
      })),
    ),
  }
}

/** What the gateway refuses had no room in its time. */
function refusals({ flow, endpoints, refused }: RequestFacts): Metric {
  const late = sumOf(endpoints.map((endpoint) => endpoint.refused))
  return {
    name: 'peaflow_request_shed',
    help: 'Requests that were refused: the queue is full, the Flow is stopping, or there was no room in their time.',
    type: 'counter',
    samples: Object.entries(sumRecords([{ queue: 0, stopping: 0, time: late }, refused])).map(([reason, value]) => ({
      labels: { flow, reason },
      value,
    })),
  }
}
