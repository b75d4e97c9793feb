import { type Histogram, HistogramCounter, type PeaStatistics } from '@peaflow/protocol'
import { ByEndpoint } from '../statistics/by-endpoint.ts'
import { FailureCounts } from '../statistics/failure-counts.ts'
import type { InFlightRequest } from './in-flight.ts'
import type { Outcome } from './outcome.ts'

/** What has become of the requests to one endpoint, as their callers see it. */
export interface GatewayEndpointStatistics {
  /** `other` stands for all endpoints beyond the first 64. */
  readonly endpoint: string
  /** Requests that were sent and are not answered. */
  readonly inFlight: number
  /** Requests, and streams of them, that wait until the Flow takes more. */
  readonly backlog: number
  /** Milliseconds from the call, or from when it was a request's turn, to its answer or its error. */
  readonly duration: Histogram
  /** Requests that failed, by the code of their error. `other` stands for all codes beyond the first 16. */
  readonly failed: Readonly<Record<string, number>>
  /** Requests that failed because the Flow had no room for them in their time. */
  readonly refused: number
  /** Requests whose callers stopped waiting. */
  readonly cancelled: number
  /** How often a request was given again, because no Pea held it any more. */
  readonly repeated: number
}

/** What a gateway has done since it was opened, and does now. */
export interface GatewayStatistics extends Pick<PeaStatistics, 'dropped' | 'queued' | 'received' | 'sent'> {
  readonly endpoints: readonly GatewayEndpointStatistics[]
}

/** What the gateway counts of the requests to one endpoint. */
export class GatewayCounters {
  inFlight = 0
  refused = 0
  cancelled = 0
  repeated = 0
  readonly #duration = new HistogramCounter()
  readonly #failed = new FailureCounts()

  /** A request has ended with an answer or an error; `now` is on the clock of `performance.now()`. */
  settle({ deadline, timeout }: Pick<InFlightRequest, 'deadline' | 'timeout'>, outcome: Outcome, now: number): void {
    this.inFlight -= 1
    this.#duration.add(Math.max(0, now - (deadline - timeout)))
    if ('error' in outcome) this.#failed.add(outcome.error.code)
  }

  /** The caller of this many requests has stopped waiting. */
  cancel(requests: number): void {
    this.inFlight -= requests
    this.cancelled += requests
  }

  snapshot(endpoint: string, backlog: number): GatewayEndpointStatistics {
    const { inFlight, refused, cancelled, repeated } = this
    const duration = this.#duration.snapshot()
    const counts = { refused, cancelled, repeated }
    return { endpoint, inFlight, backlog, duration, failed: this.#failed.snapshot(), ...counts }
  }
}

/** What the gateway counts, by endpoint. */
export class CountersByEndpoint extends ByEndpoint<GatewayCounters> {
  constructor() {
    super(() => new GatewayCounters())
  }

  /** Requests are given again. */
  repeat(requests: readonly { readonly endpoint: string }[]): void {
    for (const { endpoint } of requests) this.of(endpoint).repeated += 1
  }

  /** What it has counted. `blocked` has the endpoint of each stream that waits for room. */
  snapshot(blocked: Iterable<string>): readonly GatewayEndpointStatistics[] {
    const streams = new Map<GatewayCounters, number>()
    for (const endpoint of blocked) streams.set(this.of(endpoint), (streams.get(this.of(endpoint)) ?? 0) + 1)
    return this.entries().map(([endpoint, counters]) => counters.snapshot(endpoint, streams.get(counters) ?? 0))
  }
}
