import { FlowError, type PeaSpec } from '@peaflow/core'
import { Queue } from '../deal/queue.ts'
import type { ExecutorHost } from '../executor/host.ts'
import type { Held } from '../gather/held.ts'
import { callTimedOut, queueTimedOut, toWireError } from './failure.ts'
import type { Station } from './station.ts'

/** Milliseconds that an executor has to come back after its call was aborted. */
const GRACE = 1_000

/** What a caller needs. */
export interface CallerOptions {
  readonly spec: PeaSpec
  readonly station: Station
  readonly host: ExecutorHost
  /** A call did not come back even after it was aborted: the Pea is of no use any more. */
  readonly onHung: (reason: string) => void
}

interface Running {
  readonly held: Held
  readonly begunAt: number
}

/** Calls the executor: as many calls at once as the Pea's `concurrency`, in order of arrival. */
export class Caller {
  readonly #options: CallerOptions
  readonly #waiting = new Queue<Held>()
  readonly #running = new Set<Running>()

  constructor(options: CallerOptions) {
    this.#options = options
  }

  add(held: Held): void {
    this.#waiting.push(held)
    this.#pump()
  }

  /** Aborts what is called for requests that are over. */
  cancel(requests: readonly number[]): void {
    for (const { held } of this.#running) {
      if (requests.includes(held.request))
        this.#abort(held, new FlowError('REQUEST_CANCELLED', 'nobody waits for it any more'))
    }
  }

  /** Whether a call runs. */
  get isBusy(): boolean {
    return this.#running.size > 0
  }

  /** Fails what is late, and tells of a call that hangs. */
  sweep(now: number): void {
    const { spec, station, onHung } = this.#options
    for (const held of this.#waiting.extract(({ deadline }) => deadline <= now)) {
      if (held.state === 'waiting') station.fail(held, queueTimedOut(spec))
    }
    for (const { held, begunAt } of this.#running) {
      if (held.callDeadline > now) continue
      const error = callTimedOut(spec, held.callDeadline - begunAt)
      if (held.state === 'running') {
        this.#abort(held, new FlowError('REQUEST_TIMEOUT', error.message))
        station.fail(held, error)
      }
      if (held.callDeadline + GRACE <= now) onHung(`${error.message}, nor when it was aborted`)
    }
  }

  #pump(): void {
    while (this.#running.size < this.#options.spec.concurrency) {
      const held = this.#waiting.shift()
      if (held === undefined) return
      if (held.state === 'waiting') this.#start(held)
    }
  }

  #start(held: Held): void {
    const { spec, station, host } = this.#options
    const running = { held, begunAt: performance.now() }
    this.#running.add(running)
    held.callDeadline = Math.min(held.deadline, running.begunAt + (spec.timeoutRequest ?? Number.POSITIVE_INFINITY))
    held.begin()
    // What the last call made leaves before the next one takes the thread; that it began is known before it can kill.
    if (!station.pace.isFast) station.wiring.turn.flush()
    const { request, endpoint, payloads } = held
    const timeLeft = held.callDeadline - running.begunAt
    host.call({ request, endpoint, payloads, timeLeft }).then(
      (payload) => this.#end(running, () => this.#leave(held, payload)),
      (error) => this.#end(running, () => station.fail(held, toWireError(spec, error))),
    )
  }

  #end(running: Running, leave: () => void): void {
    this.#running.delete(running)
    running.held.end()
    this.#options.station.pace.measure(performance.now() - running.begunAt)
    if (running.held.state === 'running') leave()
    this.#pump()
  }

  #leave(held: Held, payload: Uint8Array): void {
    const { station, host } = this.#options
    if (host.givesAway) held.own(payload)
    station.leave(held, payload, false)
  }

  #abort(held: Held, reason: FlowError): void {
    this.#options.host.abort(held.request, reason)
  }
}
