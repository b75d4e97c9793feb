import type { WireError } from '@peaflow/pea'
import type { Supervisor } from '../supervise/supervisor.ts'

/** Settles a request whose sender waits. */
export type FailRequest = (request: number, error: WireError) => void

/** What becomes of requests that were given up: their senders hear of it, and the joins that wait for parts of them. */
export class Failures {
  readonly #supervisor: Supervisor
  #fail: FailRequest = () => {}
  #over: number[] = []

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor
  }

  listen(fail: FailRequest): void {
    this.#fail = fail
  }

  add(request: number, error: WireError): void {
    const { plan, settings } = this.#supervisor
    if (plan.peas.some(({ pod, side }) => side && pod === error.pod)) {
      settings.onEvent({ type: 'side-failed', request, error })
      return
    }
    this.#fail(request, error)
    this.cancel([request])
  }

  /** Lets the joins know that nobody waits for these requests any more. */
  cancel(requests: readonly number[]): void {
    // Many fail in one turn when a Pea is lost: the joins hear of them together.
    if (this.#over.length === 0) setImmediate(() => this.#tell())
    this.#over.push(...requests)
  }

  #tell(): void {
    const requests = this.#over
    this.#over = []
    for (const member of this.#supervisor.members.values()) {
      const { expects, role } = member.plan
      if (expects > 1 && role !== 'gateway') this.#supervisor.tell(member, { type: 'cancel', requests })
    }
  }
}
