import type { PendingRequest } from '../join/pending-request.ts'
import { Caller, type CallerOptions } from './caller.ts'
import type { Work } from './work.ts'

/** The work of a Pea with an executor: calls it. */
export class ExecutorWork implements Work {
  readonly #caller: Caller
  readonly #host: CallerOptions['host']

  constructor(options: CallerOptions) {
    this.#caller = new Caller(options)
    this.#host = options.host
  }

  add(pending: PendingRequest): void {
    this.#caller.add(pending)
  }

  cancel(requests: ReadonlySet<number>): void {
    this.#caller.cancel(requests)
  }

  sweep(now: number): boolean {
    this.#caller.sweep(now)
    return this.#caller.isBusy
  }

  async teardown(): Promise<void> {
    await this.#host.teardown()
  }
}
