import type { Call, CallObserver, CallOutcome } from '../calls/call.ts'
import { bucketOf } from './buckets.ts'
import { endpointLabel, OTHER } from './endpoint-label.ts'
import type { Exemplar } from './metric.ts'

/** The most endpoints that have exemplars of their own: the gateway counts as many apart. */
const MOST_ENDPOINTS = 64

/** Of each endpoint, an exemplar by bucket. */
export type EndpointExemplars = ReadonlyMap<string, readonly (Exemplar | undefined)[]>

/** Keeps for each bucket of the durations of requests the last one whose trace is sampled: the way from a metric to a trace. */
export class Exemplars implements CallObserver {
  readonly #traceIdOf: (call: Call) => string | undefined
  readonly #byEndpoint = new Map<string, (Exemplar | undefined)[]>()

  /** @param traceIdOf - the id of the trace of a call, if that is sampled */
  constructor(traceIdOf: (call: Call) => string | undefined) {
    this.#traceIdOf = traceIdOf
  }

  ended(call: Call, { startTime, duration, error }: CallOutcome): void {
    // An endpoint that there is not is counted nowhere.
    const traceId = error?.code === 'REQUEST_ENDPOINT' ? undefined : this.#traceIdOf(call)
    if (traceId === undefined) return
    this.#find(call.endpoint)[bucketOf(duration)] = {
      labels: { trace_id: traceId },
      value: duration / 1_000,
      time: (startTime + duration) / 1_000,
    }
  }

  snapshot(): EndpointExemplars {
    return new Map(Array.from(this.#byEndpoint, ([endpoint, exemplars]) => [endpoint, [...exemplars]]))
  }

  #find(endpoint: string): (Exemplar | undefined)[] {
    const own = endpointLabel(endpoint)
    const isFull = this.#byEndpoint.size >= MOST_ENDPOINTS && !this.#byEndpoint.has(own)
    const label = isFull ? OTHER : own
    const known = this.#byEndpoint.get(label)
    if (known !== undefined) return known
    const exemplars: (Exemplar | undefined)[] = []
    this.#byEndpoint.set(label, exemplars)
    return exemplars
  }
}
