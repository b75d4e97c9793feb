import { FlowError, type PeaSpec } from '@peaflow/core'
import { Queue } from '@peaflow/protocol'
import type { ExecutorHost } from '../executor/host.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { DataPlane } from './data-plane.ts'
import { callTimedOut, queueTimedOut, toWireError } from './failure.ts'

/** Milliseconds that an executor has to come back after its call was aborted. */
const ABORT_GRACE = 1_000

/** What a caller needs. */
export interface CallerOptions {
  readonly spec: PeaSpec
  readonly dataPlane: DataPlane
  readonly host: ExecutorHost
  /** A call did not come back even after it was aborted: the Pea is of no use any more. */
  readonly onHung: (reason: string) => void
}

interface Running {
  readonly pending: PendingRequest
  readonly begunAt: number
}

/** Calls the executor: as many calls at once as the Pea's `concurrency`, in order of arrival. */
export class Caller {
  readonly #options: CallerOptions
  readonly #waiting = new Queue<PendingRequest>()
  readonly #running = new Set<Running>()

  constructor(options: CallerOptions) {
    this.#options = options
  }

  add(pending: PendingRequest): void {
    this.#waiting.push(pending)
    this.#pump()
  }

  /** Aborts what is called for requests that are over. */
  cancel(requests: readonly number[]): void {
    for (const { pending } of this.#running) {
      if (requests.includes(pending.request))
        this.#abort(pending, new FlowError('REQUEST_CANCELLED', 'nobody waits for it any more'))
    }
  }

  /** Whether a call runs. */
  get isBusy(): boolean {
    return this.#running.size > 0
  }

  /** Fails what is late, and tells of a call that hangs. */
  sweep(now: number): void {
    const { spec, dataPlane, onHung } = this.#options
    for (const pending of this.#waiting.extract(({ deadline }) => deadline <= now)) {
      if (pending.state === 'waiting') dataPlane.fail(pending, queueTimedOut(spec))
    }
    for (const { pending, begunAt } of this.#running) {
      if (pending.callDeadline > now) continue
      const error = callTimedOut(spec, pending.callDeadline - begunAt)
      if (pending.state === 'running') {
        this.#abort(pending, new FlowError('REQUEST_TIMEOUT', error.message))
        dataPlane.fail(pending, error)
      }
      if (pending.callDeadline + ABORT_GRACE <= now) onHung(`${error.message}, nor when it was aborted`)
    }
  }

  #pump(): void {
    while (this.#running.size < this.#options.spec.concurrency) {
      const pending = this.#waiting.shift()
      if (pending === undefined) return
      if (pending.state === 'waiting') this.#start(pending)
    }
  }

  #start(pending: PendingRequest): void {
    const { spec, dataPlane, host } = this.#options
    const running = { pending, begunAt: performance.now() }
    this.#running.add(running)
    pending.callDeadline = Math.min(
      pending.deadline,
      running.begunAt + (spec.timeoutRequest ?? Number.POSITIVE_INFINITY),
    )
    pending.begin()
    // What the last call made leaves before the next one takes the thread; that it began is known before it can kill.
    if (!dataPlane.prefetch.isFast) dataPlane.links.scheduler.flush()
    const { request, endpoint, payloads } = pending
    const timeLeft = pending.callDeadline - running.begunAt
    host.call({ request, endpoint, payloads, timeLeft }).then(
      (payload) => this.#end(running, () => this.#leave(pending, payload)),
      (error) => this.#end(running, () => dataPlane.fail(pending, toWireError(spec, error))),
    )
  }

  #end(running: Running, leave: () => void): void {
    this.#running.delete(running)
    running.pending.end()
    this.#options.dataPlane.prefetch.measure(performance.now() - running.begunAt)
    if (running.pending.state === 'running') leave()
    this.#pump()
  }

  #leave(pending: PendingRequest, payload: Uint8Array): void {
    const { dataPlane, host } = this.#options
    if (host.transfersResults) pending.own(payload)
    dataPlane.leave(pending, payload, false)
  }

  #abort(pending: PendingRequest, reason: FlowError): void {
    this.#options.host.abort(pending.request, reason)
  }
}
