import { FlowError } from '@peaflow/core'
import type { RunningFlow } from '@peaflow/engine'
import { Bag } from '@peaflow/pea/internal'
import type { CallTimes } from './call.ts'
import { type Capacity, capacityOf } from './capacity.ts'
import { Demand } from './demand.ts'
import { fitsBusyFlow, retryAfterOf, waitOf } from './estimate.ts'
import { ParallelCalls } from './parallel-calls.ts'
import { RateMeter } from './rate-meter.ts'

/** What admission is decided by. */
export interface AdmissionOptions {
  readonly running: RunningFlow
  /** The most requests that wait until the Flow takes them. */
  readonly maxQueue: number
  /** Whether the server is being closed: what is in flight is answered, and nothing new is taken. */
  isDraining(): boolean
}

/** A call that was taken and has no result yet. */
export class PendingCall {
  /** Why it is refused after all. */
  refusal: FlowError | undefined
  /** Where it is among those that are pending. */
  position = -1
  /** How many calls were taken before it. */
  order = 0
  readonly #end: () => void

  /** @param end - ends it without a result */
  constructor(end: () => void) {
    this.#end = end
  }

  refuse(refusal: FlowError): void {
    this.refusal = refusal
    this.#end()
  }
}

interface Load {
  readonly isStopping: boolean
  /** How many requests wait until the Flow takes them. */
  readonly queued: number
  /** Those, and what is in the Flow. */
  readonly requests: number
}

/** What is known of the calls of a Pod. */
interface KnownCalls {
  /** The average milliseconds of one. */
  mean: number
  /** Of how many it is. */
  count: number
  readonly parallel: ParallelCalls
}

/** How many of the last calls of a Pod its average covers. */
const CALLS = 64

/**
 * Decides which calls are taken. A burst waits, up to `maxQueue`. Where more calls keep coming than the Flow can answer, no queue is
 * allowed to stand: those that wait are refused, and then as many are taken as keep the Flow busy.
 */
export class Admission {
  readonly #options: AdmissionOptions
  readonly #pending = new Bag<PendingCall>()
  #taken = 0
  readonly #calls = new Map<string, KnownCalls>()
  readonly #answers = new RateMeter(performance.now())
  /** Soon sees that far more comes than can be answered, and in time that somewhat more does. */
  readonly #demands = [new Demand({ perSlot: 8, excess: 1.5 }), new Demand({ perSlot: 64, excess: 1.1 })]
  #capacity: { readonly at: number; readonly is: Capacity | undefined } | undefined

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /** Takes in that a call has come, whether or not it will be taken. */
  arrive(): void {
    const now = performance.now()
    const capacity = this.#capacityAt(now)
    if (capacity === undefined) return
    const flow = { rate: capacity.rate, isQueued: this.#load().queued > 0 }
    const hasBegun = this.#demands.map((demand) => demand.add(now, flow)).includes(true)
    if (!hasBegun) return
    const idle = [...this.#pending].sort((a, b) => a.order - b.order).slice(Math.ceil(capacity.busy))
    for (const call of idle) call.refuse(tooMany())
  }

  /** Why a call is not taken now; `undefined` if it is. `timeout` is its time limit, in milliseconds. */
  refusalOf(timeout: number | undefined): FlowError | undefined {
    const { running, maxQueue, isDraining } = this.#options
    const { isStopping, queued, requests } = this.#load()
    if (isDraining() || isStopping) return new FlowError('REQUEST_STOPPED', 'the Flow is stopping')
    if (queued >= maxQueue) return full(queued)
    const capacity = this.#capacityAt(performance.now())
    const wait = waitOf(requests, capacity)
    const limit = timeout ?? running.plan.options.timeoutRequest
    if (wait > limit) return tooLate(wait, limit)
    if (capacity === undefined || fitsBusyFlow(requests, capacity)) return undefined
    return this.#demands.some(({ isExcessive }) => isExcessive) ? tooMany() : undefined
  }

  /** A call was taken. It is pending until it is {@link settle}d. */
  add(call: PendingCall): void {
    call.order = this.#taken++
    call.position = this.#pending.add(call)
  }

  /** A call has a result, or has ended. */
  settle(call: PendingCall): void {
    this.#pending.delete(call, call.position)
  }

  /** A request of the Flow was answered. */
  answered(times: CallTimes): void {
    const now = performance.now()
    this.#answers.add(now)
    for (const [pod, [, call]] of Object.entries(times)) {
      const known = this.#calls.get(pod) ?? { mean: 0, count: 0, parallel: new ParallelCalls(now) }
      this.#calls.set(pod, known)
      known.count = Math.min(known.count + 1, CALLS)
      known.mean += (call - known.mean) / known.count
      known.parallel.add(call, now)
    }
  }

  /** The whole seconds after which a call that is refused now may be repeated. */
  retryAfter(): number {
    return retryAfterOf(waitOf(this.#load().requests, this.#capacityAt(performance.now())))
  }

  /** How much there is to do. What was taken in this turn of the event loop is not in the Flow yet. */
  #load(): Load {
    const { inFlight, waiting, isStopping } = this.#options.running.load()
    const pending = this.#pending.size
    return {
      isStopping,
      queued: Math.max(waiting, pending - inFlight),
      requests: Math.max(pending, inFlight + waiting),
    }
  }

  /** What the Flow can do by its calls; or what it does, if that is more. Computed anew every 10 ms at most. */
  #capacityAt(now: number): Capacity | undefined {
    if (this.#capacity !== undefined && now - this.#capacity.at < 10) return this.#capacity.is
    const calls = [...this.#calls].map(([pod, { mean, parallel }]) => [pod, { mean, most: parallel.most }] as const)
    const byCalls = capacityOf(this.#options.running.plan, new Map(calls))
    const rate = this.#answers.rate(now)
    const is = byCalls === undefined || byCalls.rate > rate ? byCalls : scale(byCalls, rate)
    this.#capacity = { at: now, is }
    return is
  }
}

function scale(capacity: Capacity, rate: number): Capacity {
  return { rate, busy: (capacity.busy * rate) / capacity.rate }
}

function full(queued: number): FlowError {
  return new FlowError('REQUEST_QUEUE', `${queued} requests wait already`, {
    hint: 'Repeat it later, add replicas, or raise max_queue',
  })
}

function tooLate(wait: number, limit: number): FlowError {
  const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`
  return new FlowError('REQUEST_QUEUE', `it would wait for ${seconds(wait)}, but has only ${seconds(limit)}`, {
    hint: 'Repeat it later, give it more time, or add replicas',
  })
}

function tooMany(): FlowError {
  return new FlowError('REQUEST_QUEUE', 'more requests come than the Flow can answer', {
    hint: 'Repeat it later, or add replicas',
  })
}
