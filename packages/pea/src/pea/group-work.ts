import { FlowError, type PeaSpec } from '@peaflow/core'
import { HandedPayload } from '../document/handed-payload.ts'
import { encodePayload } from '../document/payload.ts'
import type { ExecutorHost } from '../executor/host.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import { Counters } from '../statistics/counters.ts'
import { Caller, type CallerOptions } from './caller.ts'
import { toWireError } from './failure.ts'
import { GroupPrefetch } from './group-prefetch.ts'
import type { Work } from './work.ts'

/** A Pod of a group that calls an executor. */
export interface Stage {
  /** The Pea that it would be by itself: errors and limits are those of its Pod. */
  readonly spec: PeaSpec
  readonly host: ExecutorHost
}

/** What the work of a group needs. */
export interface GroupWorkOptions extends Pick<CallerOptions, 'dataPlane' | 'suspensions' | 'onHung'> {
  /** In the order in which requests pass them. */
  readonly stages: readonly Stage[]
}

type Send = CallerOptions['dataPlane']['results']['send']

/**
 * The work of a Pea that runs the Pods of a group: calls the executor of each, one after another. Each Pod has a queue and
 * a `concurrency` of its own, so it works on the next request while the Pods after it work on those before.
 */
export class GroupWork implements Work {
  readonly #stages: readonly Stage[]
  readonly #callers: readonly Caller[]
  readonly #suspensions: CallerOptions['suspensions']

  constructor({ stages, dataPlane, suspensions, onHung }: GroupWorkOptions) {
    const prefetch = new GroupPrefetch(dataPlane.prefetch)
    const { results } = dataPlane
    this.#stages = stages
    this.#suspensions = suspensions
    this.#callers = stages.map(({ spec, host }, index) => {
      const send: Send =
        index < stages.length - 1
          ? (pending, payload) => this.#handOn(pending, payload, index + 1)
          : (pending, payload) => sendEncoded({ spec, results }, pending, payload)
      const isLast = index === stages.length - 1
      const own = {
        prefetch: prefetch.of(index),
        // A request counts once for the Pea: what is counted of a group is what its last Pod does.
        counters: isLast ? dataPlane.counters : new Counters(),
        flush: () => dataPlane.flush(),
        flushAll: () => dataPlane.flushAll(),
        results: {
          send,
          fail: results.fail.bind(results),
          sendPiece: isLast ? results.sendPiece.bind(results) : () => Promise.reject(streamsTooEarly(spec.pod)),
          finish: results.finish.bind(results),
        },
      }
      return new Caller({ spec, host, suspensions, onHung, dataPlane: own })
    })
  }

  get backlog(): number {
    return this.#callers.reduce((sum, { backlog }) => sum + backlog, 0)
  }

  get running(): number {
    return this.#callers.reduce((sum, { running }) => sum + running, 0)
  }

  add(pending: PendingRequest): void {
    this.#callers[0]?.add(pending)
  }

  cancel(requests: ReadonlySet<number>): void {
    for (const caller of this.#callers) caller.cancel(requests)
    this.#suspensions.resume(requests)
  }

  sweep(now: number): boolean {
    for (const caller of this.#callers) caller.sweep(now)
    return this.running > 0
  }

  /** The last first: a Pod may still need those before it to end what it has begun. */
  async teardown(): Promise<void> {
    for (const { host } of this.#stages.toReversed()) await host.teardown()
  }

  #handOn(pending: PendingRequest, payload: Uint8Array, next: number): void {
    pending.handOn(payload)
    this.#callers[next]?.add(pending)
  }
}

/** Sends the result of the last Pod, which is not encoded if that Pod passed on what it was handed. */
function sendEncoded(
  { spec, results }: Pick<Stage, 'spec'> & Pick<CallerOptions['dataPlane'], 'results'>,
  pending: PendingRequest,
  payload: Uint8Array,
): void {
  try {
    const isEncoded = !(payload instanceof HandedPayload)
    const encoded = isEncoded ? payload : encodePayload(payload)
    if (!isEncoded) pending.own(encoded)
    results.send(pending, encoded)
  } catch (error) {
    results.fail(pending, toWireError(spec, error))
  }
}

function streamsTooEarly(pod: string): FlowError {
  return new FlowError(
    'REQUEST_RESULT',
    `the executor of "${pod}" streams its answer, which in a group only the last Pod can`,
    {
      hint: `Return all documents at once, or take "${pod}" and the Pods after it out of the group`,
    },
  )
}
