import { FlowError } from '@peaflow/core'
import { documentCount } from '../../document/payload-layout.ts'
import type { EndpointCounters } from '../../statistics/counters.ts'
import type { Call, CallComponents } from '../calls/call.ts'
import { callTimedOut, toWireError } from '../failure.ts'
import type { Slice } from './queued-request.ts'

/** What a batch call needs. */
export interface BatchCallOptions extends CallComponents {
  /** Calls these requests again, without the others. */
  readonly retry: (slices: readonly Slice[]) => void
}

/** A call for the documents of several requests. */
export class BatchCall implements Call {
  readonly begunAt = performance.now()
  readonly #options: BatchCallOptions
  readonly #slices: readonly Slice[]
  /** Those whose requests wait for the call. */
  #wanted: readonly Slice[]
  readonly #limit: number
  #id = 0

  constructor(options: BatchCallOptions, slices: readonly Slice[]) {
    const { timeoutRequest = Number.POSITIVE_INFINITY } = options.spec
    this.#options = options
    this.#slices = this.#wanted = slices
    this.#limit = this.begunAt + timeoutRequest
  }

  /** The last of those of its requests. */
  get deadline(): number {
    return this.#slices.reduce((last, slice) => Math.max(last, this.#deadlineOf(slice)), 0)
  }

  get isUrgent(): boolean {
    return this.#slices.some(({ request }) => request.pending.isUrgent)
  }

  get #endpoint(): string {
    return this.#slices[0]?.request.pending.endpoint ?? ''
  }

  get #counters(): EndpointCounters {
    return this.#options.dataPlane.counters.of(this.#endpoint)
  }

  begin(id: number): void {
    this.#id = id
    this.#endEarlierCalls()
    for (const { request } of this.#slices) {
      if (!request.hasBegun) this.#counters.wait(this.begunAt - request.arrivedAt)
      request.begin()
    }
  }

  run(onEnded: (settle: () => void) => void): void {
    const endpoint = this.#endpoint
    this.#counters.beginBatch(this.#slices.reduce((sum, { payload }) => sum + documentCount(payload), 0))
    const payloads = this.#slices.map(({ payload }) => payload)
    const timeLeft = this.deadline - this.begunAt
    this.#options.host.callBatch({ id: this.#id, endpoint, payloads, timeLeft }).then(
      (results) => onEnded(() => this.#settle(results)),
      (error) => onEnded(() => this.#fail(error)),
    )
  }

  end(): void {
    const duration = performance.now() - this.begunAt
    this.#counters.end(duration)
    for (const { request } of this.#slices) {
      request.end()
      request.pending.addTimes(this.#options.spec.pod, [request.takeWait(this.begunAt), duration])
    }
  }

  cancel(requests: ReadonlySet<number>): void {
    this.#narrow(({ request }) => !requests.has(request.pending.request), cancelled())
  }

  sweep(now: number): void {
    const { spec } = this.#options
    for (const slice of this.#wanted) if (this.#deadlineOf(slice) <= now) this.#timeOut(slice)
    const { message } = callTimedOut(spec, this.deadline - this.begunAt)
    const reason = this.deadline <= now ? new FlowError('REQUEST_TIMEOUT', message) : cancelled()
    this.#narrow(({ request }) => request.isOpen, reason)
  }

  /**
   * The senders of requests that have been called before see that call end, and this one begin: they too know the time limit
   * of a call.
   */
  #endEarlierCalls(): void {
    const called = this.#slices.filter(({ request }) => request.hasBegun)
    if (called.length === 0) return
    for (const { request } of called) request.pending.end()
    this.#options.dataPlane.flushAll()
  }

  /** Aborts the call once it is wanted no more. */
  #narrow(isWanted: (slice: Slice) => boolean, reason: FlowError): void {
    if (this.#wanted.length === 0) return
    this.#wanted = this.#wanted.filter(isWanted)
    if (this.#wanted.length === 0) this.#options.host.abort(this.#id, reason)
  }

  #settle(results: readonly Uint8Array[]): void {
    for (const [position, slice] of this.#slices.entries()) {
      const result = results[position]
      if (result !== undefined && slice.request.isOpen) this.#send(slice, result)
    }
  }

  #send(slice: Slice, result: Uint8Array): void {
    const { dataPlane, host, spec } = this.#options
    const { pending } = slice.request
    try {
      const payload = slice.request.addResult(slice, result)
      if (payload === undefined) return
      if (host.transfersResults) pending.own(payload)
      this.#counters.served += 1
      dataPlane.results.send(pending, payload)
    } catch (error) {
      dataPlane.results.fail(pending, toWireError(spec, error))
    }
  }

  /**
   * Halves the batch until the request that fails is alone. One that is over is not called again, but may be the one that
   * fails: then the others go on without it.
   */
  #fail(error: unknown): void {
    const { dataPlane, retry, spec } = this.#options
    const now = performance.now()
    for (const slice of this.#slices) if (this.#deadlineOf(slice) <= now) this.#timeOut(slice)
    const open = this.#slices.filter(({ request }) => request.isOpen)
    const [first] = open
    if (open.length < this.#slices.length) retry(open)
    else if (first !== undefined && open.length === 1) {
      dataPlane.results.fail(first.request.pending, toWireError(spec, error))
    } else {
      const half = Math.ceil(open.length / 2)
      retry(open.slice(half))
      retry(open.slice(0, half))
    }
  }

  /** Fails a request whose time is up. For its sender, its call has ended, also if it goes on for others. */
  #timeOut(slice: Slice): void {
    const { dataPlane, spec } = this.#options
    const { request } = slice
    if (!request.isOpen) return
    dataPlane.results.fail(request.pending, callTimedOut(spec, this.#deadlineOf(slice) - this.begunAt))
    request.pending.end()
  }

  #deadlineOf({ request }: Slice): number {
    return Math.min(request.pending.deadline, this.#limit)
  }
}

function cancelled(): FlowError {
  return new FlowError('REQUEST_CANCELLED', 'the request was cancelled')
}
