import type { BatchPlan } from '@peaflow/core'
import { Queue } from '@peaflow/protocol'
import type { PendingRequest } from '../../join/pending-request.ts'
import { mergePayloads } from '../../merge/merge-payloads.ts'
import type { Call, CallComponents, CallQueue } from '../calls/call.ts'
import { queueTimedOut, toWireError } from '../failure.ts'
import { BatchCall } from './batch-call.ts'
import { nextBatch } from './next-batch.ts'
import { QueuedRequest, type Slice } from './queued-request.ts'

/** What a batch queue needs. */
export interface BatchQueueOptions extends CallComponents {
  readonly batch: BatchPlan
  /** There may be a next call, which there was not before. */
  readonly onDue: () => void
}

/**
 * Calls the documents of several requests together: those that piled up while the last call ran, or arrived in one pack, and
 * those that arrive within the time that the Pod gives them.
 */
export class BatchQueue implements CallQueue {
  readonly #options: BatchQueueOptions
  readonly #queue = new Queue<QueuedRequest>()
  /** The halves of batches that failed; the last one is called next. */
  readonly #retries: (readonly Slice[])[] = []
  #isArriving = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: BatchQueueOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#queue.size
  }

  add(pending: PendingRequest): void {
    const { spec, batch, dataPlane } = this.#options
    try {
      const request = new QueuedRequest(pending, mergePayloads(pending.payloads), batch.documents)
      dataPlane.prefetch.addDocuments(request.uncalled)
      this.#queue.push(request)
    } catch (error) {
      dataPlane.results.fail(pending, toWireError(spec, error))
    }
    if (this.#isArriving) return
    this.#isArriving = true
    queueMicrotask(this.#onArrived)
  }

  next(): Call | undefined {
    const slices = this.#nextRetry() ?? this.#nextSlices()
    if (slices.length > 0) return new BatchCall({ ...this.#options, retry: (half) => this.#retries.push(half) }, slices)
    this.#wait()
    return undefined
  }

  cancel(requests: ReadonlySet<number>): void {
    this.#queue.extract(({ pending }) => requests.has(pending.request))
  }

  extractLate(now: number): readonly PendingRequest[] {
    const late = this.#queue.extract(({ pending }) => pending.deadline <= now)
    const failed = this.#retries.flat().map(({ request }) => request)
    return [...late, ...failed.filter(({ pending }) => pending.deadline <= now)].map(({ pending }) => pending)
  }

  #nextRetry(): readonly Slice[] | undefined {
    for (let half = this.#retries.pop(); half !== undefined; half = this.#retries.pop()) {
      const open = half.filter(({ request }) => request.isOpen)
      if (open.length > 0) return open
    }
    return undefined
  }

  #nextSlices(): readonly Slice[] {
    // The other messages of the pack that is being read share the call.
    if (this.#isArriving || this.#queue.size === 0) return []
    const { documents, within } = this.#options.batch
    const now = performance.now()
    for (const { pending } of this.#queue.extract(({ pending }) => pending.deadline <= now)) {
      if (pending.state === 'queued') this.#options.dataPlane.results.fail(pending, queueTimedOut(this.#options.spec))
    }
    const queued = this.#queue.filter(({ isOpen }) => isOpen)
    const isDue = ({ arrivedAt }: QueuedRequest) => arrivedAt + within <= now
    const slices = nextBatch(queued, { documents, isDue }).map((request) => request.take(documents))
    this.#queue.extract(({ isTaken, isOpen }) => isTaken || !isOpen)
    return slices
  }

  /** Looks again once the request that has waited the longest is due. */
  #wait(): void {
    clearTimeout(this.#timer)
    const first = this.#queue.peek()
    if (first === undefined || this.#isArriving) return
    const { batch, onDue } = this.#options
    const wait = Math.max(0, Math.ceil(first.arrivedAt + batch.within - performance.now()))
    this.#timer = setTimeout(onDue, wait).unref()
  }

  readonly #onArrived = (): void => {
    this.#isArriving = false
    this.#options.onDue()
  }
}
