import type { PendingRequest } from '../join/pending-request.ts'
import { Caller, type CallerOptions } from './caller.ts'
import type { Work } from './work.ts'

/** The work of a Pea with an executor: calls it. */
export class ExecutorWork implements Work {
  readonly #caller: Caller
  readonly #host: CallerOptions['host']
  readonly #suspensions: CallerOptions['suspensions']

  constructor(options: CallerOptions) {
    this.#caller = new Caller(options)
    this.#host = options.host
    this.#suspensions = options.suspensions
  }

  get backlog(): number {
    return this.#caller.backlog
  }

  get running(): number {
    return this.#caller.running
  }

  add(pending: PendingRequest): void {
    this.#caller.add(pending)
  }

  cancel(requests: ReadonlySet<number>): void {
    this.#caller.cancel(requests)
    this.#suspensions.resume(requests)
  }

  sweep(now: number): boolean {
    this.#caller.sweep(now)
    return this.#caller.running > 0
  }

  async teardown(): Promise<void> {
    await this.#host.teardown()
  }
}
