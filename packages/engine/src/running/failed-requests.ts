import { stagesOf } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { RecentCancels } from './recent-cancels.ts'

/** Fails a request at the gateway, where its caller waits. */
export type FailRequest = (request: number, error: WireError) => void

/** The most failures on side branches that are remembered. */
const MAX_SIDE_FAILURES = 4_096

/** What becomes of requests that failed or were cancelled: the gateway is told, and every Pea that may hold them. */
export class FailedRequests {
  readonly #supervisor: Supervisor
  #fail: FailRequest = () => {}
  #failed: number[] = []
  #cancelled: number[] = []
  readonly #recent = new RecentCancels()
  /** The last failures on side branches: a Pea that has connected again repeats those that it sent before. */
  readonly #sideFailures = new Set<string>()

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor
  }

  /** Sets what fails a request. Call it once. */
  listen(fail: FailRequest): void {
    this.#fail = fail
  }

  /** Takes in that a request failed, at a Pea that the error names. */
  add(request: number, error: WireError): void {
    const { plan, settings } = this.#supervisor
    if (plan.peas.some((pea) => pea.side && stagesOf(pea).some(({ pod }) => pod === error.pod))) {
      if (this.#isFirst(`${error.pea} ${request}`)) settings.onEvent({ type: 'side-failed', request, error })
      return
    }
    this.#fail(request, error)
    this.#sendSoon()
    this.#failed.push(request)
  }

  /** Tells the Peas that no caller waits for these requests any more. */
  cancel(requests: readonly number[]): void {
    this.#sendSoon()
    this.#cancelled.push(...requests)
  }

  /** Tells a Pea that is started, or has connected again, what was cancelled when it could not hear of it. */
  send(pea: SupervisedPea): void {
    const requests = this.#recent.of(pea.plan, performance.now())
    if (pea.plan.role !== 'gateway' && requests.length > 0) this.#supervisor.send(pea, { type: 'cancel', requests })
  }

  #isFirst(failure: string): boolean {
    if (this.#sideFailures.has(failure)) return false
    this.#sideFailures.add(failure)
    const [oldest] = this.#sideFailures
    if (this.#sideFailures.size > MAX_SIDE_FAILURES && oldest !== undefined) this.#sideFailures.delete(oldest)
    return true
  }

  /** Many are cancelled or fail at once: the Peas are told of all of them in one message. */
  #sendSoon(): void {
    if (this.#cancelled.length + this.#failed.length === 0) setImmediate(() => this.#send())
  }

  #send(): void {
    const cancelled = this.#cancelled
    const all = [...this.#failed, ...cancelled]
    const now = performance.now()
    this.#recent.add(this.#failed, { hasFailed: true, now })
    this.#recent.add(cancelled, { hasFailed: false, now })
    this.#failed = []
    this.#cancelled = []
    for (const pea of this.#supervisor.peas.values()) {
      // A side branch works for no answer: a request that failed elsewhere goes on there.
      const requests = pea.plan.side ? cancelled : all
      if (pea.plan.role !== 'gateway' && requests.length > 0) this.#supervisor.send(pea, { type: 'cancel', requests })
    }
  }
}
