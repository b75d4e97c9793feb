import { type EndpointStatistics, HistogramCounter, type PeaStatistics } from '@peaflow/protocol'
import { documentCount } from '../document/payload-layout.ts'
import { ByEndpoint } from './by-endpoint.ts'
import { FailureCounts } from './failure-counts.ts'
import { Traffic } from './traffic.ts'

/** What a Pea counts of the requests to one endpoint. */
export class EndpointCounters {
  served = 0
  readonly failed = new FailureCounts()
  readonly #wait = new HistogramCounter()
  readonly #call = new HistogramCounter()
  readonly #documents = new HistogramCounter()

  /** A request has waited this many milliseconds for its call. */
  wait(waited: number): void {
    this.#wait.add(waited)
  }

  /** A call of several requests begins, with as many documents. */
  beginBatch(documents: number): void {
    this.#documents.add(documents)
  }

  /** A call begins. Messages that are joined are about the same documents. */
  begin(payloads: readonly Uint8Array[]): void {
    let documents = 0
    for (const payload of payloads) documents = Math.max(documents, documentCount(payload))
    this.#documents.add(documents)
  }

  /** A call has ended, after this many milliseconds. */
  end(duration: number): void {
    this.#call.add(duration)
  }

  snapshot(endpoint: string): EndpointStatistics {
    const { served, failed } = this
    return {
      endpoint,
      served,
      failed: failed.snapshot(),
      wait: this.#wait.snapshot(),
      call: this.#call.snapshot(),
      documents: this.#documents.snapshot(),
    }
  }
}

/** What a Pea counts, from its start on. */
export class Counters {
  readonly received = new Traffic()
  readonly sent = new Traffic()
  /** Requests that were passed on, errors included. */
  served = 0
  /** Requests that failed here. */
  failed = 0
  /** Requests that were held when they were cancelled. */
  cancelled = 0
  readonly #endpoints = new ByEndpoint(() => new EndpointCounters())

  of(endpoint: string): EndpointCounters {
    return this.#endpoints.of(endpoint)
  }

  /** A request has failed in this Pea. */
  fail(endpoint: string, code: string): void {
    this.failed += 1
    this.of(endpoint).failed.add(code)
  }

  snapshot(): Pick<PeaStatistics, 'served' | 'cancelled' | 'received' | 'sent' | 'endpoints'> {
    const { served, cancelled, received, sent } = this
    return {
      served,
      cancelled,
      received: { ...received },
      sent: { ...sent },
      endpoints: this.#endpoints.entries().map(([endpoint, counters]) => counters.snapshot(endpoint)),
    }
  }
}
