import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** The requests whose readers are behind: no Pea is to make further pieces of their answers. */
export class SuspendedRequests {
  readonly #supervisor: Pick<Supervisor, 'peas' | 'send'>
  readonly #requests = new Set<number>()
  /** What has changed and has not been told. */
  readonly #changed = new Set<number>()

  constructor(supervisor: Pick<Supervisor, 'peas' | 'send'>) {
    this.#supervisor = supervisor
  }

  /** The reader of a request is behind, or has caught up. */
  set(request: number, isSuspended: boolean): void {
    if (isSuspended) this.#requests.add(request)
    else this.#requests.delete(request)
    if (this.#changed.size === 0) setImmediate(() => this.#sendAll())
    this.#changed.add(request)
  }

  /** Tells a Pea that is started, or has connected again, what is suspended. */
  send(pea: SupervisedPea): void {
    const requests = [...this.#requests]
    if (pea.plan.role !== 'gateway' && requests.length > 0) this.#supervisor.send(pea, { type: 'suspend', requests })
  }

  /** Many change at once: the Peas are told of all of them in one message. */
  #sendAll(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    const suspended = changed.filter((request) => this.#requests.has(request))
    const resumed = changed.filter((request) => !this.#requests.has(request))
    for (const pea of this.#supervisor.peas.values()) {
      if (pea.plan.role === 'gateway') continue
      if (suspended.length > 0) this.#supervisor.send(pea, { type: 'suspend', requests: suspended })
      if (resumed.length > 0) this.#supervisor.send(pea, { type: 'resume', requests: resumed })
    }
  }
}
