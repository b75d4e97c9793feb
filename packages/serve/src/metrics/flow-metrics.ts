import type { FlowReadiness, FlowStatistics } from '@peaflow/engine'
import type { EndpointExemplars } from './exemplars.ts'
import type { HttpFacts } from './http-counters.ts'
import { httpMetrics } from './http-metrics.ts'
import { linkMetrics } from './link-metrics.ts'
import type { Metric } from './metric.ts'
import { podMetrics } from './pod-metrics.ts'
import { type ProcessUse, processMetrics } from './process-metrics.ts'
import { requestMetrics } from './request-metrics.ts'

/** What the metrics of a Flow are made of. Plain data. */
export interface FlowFacts {
  readonly statistics: FlowStatistics
  readonly readiness: FlowReadiness
  /** Calls that were not taken, by reason. */
  readonly refused: Readonly<Record<string, number>>
  /** Requests whose traces are sampled. */
  readonly exemplars: EndpointExemplars
  readonly http: HttpFacts
  readonly process: ProcessUse
}

/** All metrics of a Flow that is served. */
export function flowMetrics({
  statistics,
  readiness,
  refused,
  exemplars,
  http,
  process,
}: FlowFacts): readonly Metric[] {
  const { flow, gateway, pods } = statistics
  return [
    ...requestMetrics({ flow, readiness, endpoints: gateway.endpoints, refused, exemplars }),
    ...podMetrics({ flow, pods }),
    ...linkMetrics(statistics),
    ...httpMetrics(http),
    ...processMetrics({ flow, process, pods }),
  ]
}
