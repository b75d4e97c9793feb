import { FlowError, type PeaSpec } from '@peaflow/core'
import { Queue } from '@peaflow/protocol'
import type { ExecutorHost } from '../executor/host.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { DataPlane } from './data-plane.ts'
import { callTimedOut, queueTimedOut, toWireError } from './failure.ts'
import type { Results } from './results.ts'

/** Milliseconds that an executor has to return after its call was aborted. */
const ABORT_TIMEOUT = 1_000

/** What a caller needs. */
export interface CallerOptions {
  readonly spec: PeaSpec
  readonly dataPlane: Pick<DataPlane, 'prefetch' | 'flush'> & { readonly results: Pick<Results, 'send' | 'fail'> }
  readonly host: ExecutorHost
  /** A call did not return even after it was aborted: the Pea cannot go on. */
  readonly onHung: (reason: string) => void
}

interface RunningCall {
  readonly id: number
  readonly pending: PendingRequest
  readonly begunAt: number
}

/** Calls the executor in order of arrival, with as many concurrent calls as the Pea's `concurrency` allows. */
export class Caller {
  readonly #options: CallerOptions
  readonly #queue = new Queue<PendingRequest>()
  readonly #running = new Set<RunningCall>()
  #calls = 0

  constructor(options: CallerOptions) {
    this.#options = options
  }

  /** Whether a call runs. */
  get isBusy(): boolean {
    return this.#running.size > 0
  }

  add(pending: PendingRequest): void {
    this.#queue.push(pending)
    this.#pump()
  }

  /**
   * Aborts the calls of requests that are over. A call that ignores this occupies its place until it ends or exceeds its
   * time limit: `concurrency` limits how many calls overlap, whether or not their results are wanted.
   */
  cancel(requests: ReadonlySet<number>): void {
    this.#queue.extract(({ request }) => requests.has(request))
    for (const call of this.#running) {
      if (requests.has(call.pending.request))
        this.#abort(call, new FlowError('REQUEST_CANCELLED', 'the request was cancelled'))
    }
  }

  /** Fails what is late, and reports a call that hangs. */
  sweep(now: number): void {
    const { spec, dataPlane, onHung } = this.#options
    for (const pending of this.#queue.extract(({ deadline }) => deadline <= now)) {
      if (pending.state === 'queued') dataPlane.results.fail(pending, queueTimedOut(spec))
    }
    for (const call of this.#running) {
      const { pending, begunAt } = call
      if (pending.callDeadline > now) continue
      const error = callTimedOut(spec, pending.callDeadline - begunAt)
      if (pending.state === 'running') {
        this.#abort(call, new FlowError('REQUEST_TIMEOUT', error.message))
        dataPlane.results.fail(pending, error)
      }
      if (pending.callDeadline + ABORT_TIMEOUT <= now) onHung(`${error.message}, nor when it was aborted`)
    }
  }

  #pump(): void {
    while (this.#running.size < this.#options.spec.concurrency) {
      const pending = this.#queue.shift()
      if (pending === undefined) return
      if (pending.state === 'queued') this.#start(pending)
    }
  }

  #start(pending: PendingRequest): void {
    const { spec, dataPlane, host } = this.#options
    const call = { id: this.#calls++, pending, begunAt: performance.now() }
    this.#running.add(call)
    pending.callDeadline = Math.min(pending.deadline, call.begunAt + (spec.timeoutRequest ?? Number.POSITIVE_INFINITY))
    pending.begin()
    // The previous result leaves before this call takes the thread, and so does the record that this call has begun: a Pea
    // has died with what is urgent, which may be why.
    if (!dataPlane.prefetch.isFast || pending.isUrgent) dataPlane.flush()
    const { endpoint, payloads } = pending
    const timeLeft = pending.callDeadline - call.begunAt
    host.call({ id: call.id, endpoint, payloads, timeLeft }).then(
      (payload) => this.#end(call, () => this.#sendResult(pending, payload)),
      (error) => this.#end(call, () => dataPlane.results.fail(pending, toWireError(spec, error))),
    )
  }

  #end(call: RunningCall, send: () => void): void {
    this.#running.delete(call)
    call.pending.end()
    this.#options.dataPlane.prefetch.addCall(performance.now() - call.begunAt)
    if (call.pending.state === 'running') send()
    this.#pump()
  }

  #sendResult(pending: PendingRequest, payload: Uint8Array): void {
    const { dataPlane, host } = this.#options
    if (host.transfersResults) pending.own(payload)
    dataPlane.results.send(pending, payload)
  }

  #abort({ id }: RunningCall, reason: FlowError): void {
    this.#options.host.abort(id, reason)
  }
}
