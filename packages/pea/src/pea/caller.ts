import type { PendingRequest } from '../join/pending-request.ts'
import type { Call, CallComponents, CallQueue, CreateQueue } from './calls/call.ts'
import { SingleQueue } from './calls/single-queue.ts'
import { callTimedOut, queueTimedOut } from './failure.ts'

/** Milliseconds that an executor has to return after its call was aborted. */
const ABORT_TIMEOUT = 1_000

/** What a caller needs. */
export interface CallerOptions extends CallComponents {
  /**
   * What holds the requests until they are called.
   *
   * @defaultValue calls each by itself, in order of arrival
   */
  readonly createQueue?: CreateQueue | undefined
  /** A call did not return even after it was aborted: the Pea cannot go on. */
  readonly onHung: (reason: string) => void
}

/** Calls the executor, with as many concurrent calls as the Pea's `concurrency` allows. */
export class Caller {
  readonly #options: CallerOptions
  readonly #queue: CallQueue
  readonly #running = new Set<Call>()
  #calls = 0

  constructor(options: CallerOptions) {
    this.#options = options
    const { createQueue = (components) => new SingleQueue(components) } = options
    this.#queue = createQueue(options, () => this.#pump())
  }

  /** How many requests wait for their calls. */
  get backlog(): number {
    return this.#queue.size
  }

  /** How many calls run. */
  get running(): number {
    return this.#running.size
  }

  add(pending: PendingRequest): void {
    const { concurrency } = this.#options.spec
    if (this.#running.size >= concurrency) pending.queuedAt = performance.now()
    this.#queue.add(pending)
    this.#pump()
  }

  /**
   * Aborts the calls of requests that are over. A call that ignores this occupies its place until it ends or exceeds its
   * time limit: `concurrency` limits how many calls overlap, whether or not their results are wanted.
   */
  cancel(requests: ReadonlySet<number>): void {
    this.#queue.cancel(requests)
    for (const call of this.#running) call.cancel(requests)
  }

  /** Fails what is late, and reports a call that hangs. */
  sweep(now: number): void {
    const { spec, dataPlane, onHung } = this.#options
    for (const pending of this.#queue.extractLate(now)) {
      if (pending.state === 'queued') dataPlane.results.fail(pending, queueTimedOut(spec))
    }
    for (const call of this.#running) {
      call.sweep(now)
      if (call.deadline + ABORT_TIMEOUT > now) continue
      const { message } = callTimedOut(spec, call.deadline - call.begunAt)
      onHung(`${message}, nor when it was aborted`)
    }
  }

  #pump(): void {
    while (this.#running.size < this.#options.spec.concurrency) {
      const call = this.#queue.next()
      if (call === undefined) return
      this.#start(call)
    }
  }

  #start(call: Call): void {
    const { dataPlane } = this.#options
    this.#running.add(call)
    call.begin(this.#calls++)
    // The previous result leaves before this call takes the thread, and so does the record that this call has begun: a Pea
    // has died with what is urgent, which may be why.
    if (!dataPlane.prefetch.isFast || call.isUrgent) dataPlane.flush()
    call.run((settle) => this.#end(call, settle))
  }

  #end(call: Call, settle: () => void): void {
    this.#running.delete(call)
    call.end()
    this.#options.dataPlane.prefetch.addCall(performance.now() - call.begunAt)
    settle()
    this.#pump()
  }
}
