import { Queue } from '@peaflow/protocol'
import type { PendingRequest } from '../../join/pending-request.ts'
import { queueTimedOut } from '../failure.ts'
import type { Call, CallComponents, CallQueue } from './call.ts'
import { SingleCall } from './single-call.ts'

/** Calls each request by itself, in order of arrival. */
export class SingleQueue implements CallQueue {
  readonly #components: CallComponents
  readonly #queue = new Queue<PendingRequest>()

  constructor(components: CallComponents) {
    this.#components = components
  }

  get size(): number {
    return this.#queue.size
  }

  add(pending: PendingRequest): void {
    this.#queue.push(pending)
  }

  next(): Call | undefined {
    const { spec, dataPlane } = this.#components
    for (let pending = this.#queue.shift(); pending !== undefined; pending = this.#queue.shift()) {
      if (pending.state !== 'queued') continue
      const call = new SingleCall(this.#components, pending)
      if (pending.deadline > call.begunAt) return call
      dataPlane.results.fail(pending, queueTimedOut(spec))
    }
    return undefined
  }

  cancel(requests: ReadonlySet<number>): void {
    this.#queue.extract(({ request }) => requests.has(request))
  }

  extractLate(now: number): readonly PendingRequest[] {
    return this.#queue.extract(({ deadline }) => deadline <= now)
  }
}
