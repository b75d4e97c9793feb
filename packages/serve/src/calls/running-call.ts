import type { FlowError } from '@peaflow/core'
import type { FlowResult } from '@peaflow/engine'
import { asFlowError } from '@peaflow/pea/internal'
import { type Admission, PendingCall } from './admission.ts'
import type { Call, CallObserver, CallOutcome, CallTimes } from './call.ts'
import { hasLeft } from './has-left.ts'
import { addTimes } from './times.ts'

/** A step of an iteration over results. */
type Step = IteratorResult<FlowResult, undefined>

const OVER: Step = { done: true, value: undefined }

/** What a call runs with. */
export interface RunningCallOptions {
  readonly call: Call
  readonly admission: Admission
  readonly observers: readonly CallObserver[]
}

/**
 * A call that was taken: its results in order, until the last of them, a failure, or the first who wants no more. Written by
 * hand, because a generator costs each result several turns of the microtask queue.
 */
export class RunningCall implements AsyncIterableIterator<FlowResult, undefined> {
  readonly #results: AsyncIterator<FlowResult>
  readonly #options: RunningCallOptions
  readonly #pending = new PendingCall(() => void this.#results.return?.())
  readonly #startTime = Date.now()
  readonly #start = performance.now()
  #times: CallTimes = {}
  #documents = 0
  #error: FlowError | undefined
  #hasEnded = false

  /** @param begin - sends its documents. What it throws ends the call */
  constructor(begin: () => AsyncIterable<FlowResult>, options: RunningCallOptions) {
    this.#options = options
    this.#results = this.#begin(begin)
    options.admission.add(this.#pending)
    options.call.cancellation.onCancel(() => this.#pending.refuse(hasLeft()))
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    return this.#results.next().then(this.#onStep, this.#onThrown)
  }

  async return(): Promise<Step> {
    this.#end()
    await this.#results.return?.()
    return OVER
  }

  readonly #onStep = (step: IteratorResult<FlowResult>): Step => {
    if (!step.done) {
      this.#take(step.value)
      return step
    }
    const { refusal } = this.#pending
    if (refusal !== undefined) return this.#onThrown(refusal)
    this.#end()
    return OVER
  }

  readonly #onThrown = (thrown: unknown): never => {
    this.#error ??= asFlowError(thrown)
    this.#end()
    throw thrown
  }

  #begin(begin: () => AsyncIterable<FlowResult>): AsyncIterator<FlowResult> {
    try {
      return begin()[Symbol.asyncIterator]()
    } catch (thrown) {
      return this.#onThrown(thrown)
    }
  }

  #take({ times, piece, documents, error }: FlowResult): void {
    const { admission } = this.#options
    admission.settle(this.#pending)
    if (times !== undefined && piece?.last !== false) admission.answered(times)
    this.#times = addTimes(this.#times, times)
    if (error === undefined) this.#documents += documents.length
    else this.#error ??= error
  }

  #end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    const { call, admission, observers } = this.#options
    admission.settle(this.#pending)
    for (const observer of observers) observer.ended?.(call, this.#outcome())
  }

  #outcome(): CallOutcome {
    const error = this.#error ?? (this.#options.call.cancellation.isCancelled ? hasLeft() : undefined)
    const [startTime, duration] = [this.#startTime, performance.now() - this.#start]
    return { startTime, duration, times: this.#times, documents: this.#documents, error }
  }
}
