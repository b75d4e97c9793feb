import type { ProgressState } from '../screen/progress.ts'
import type { PendingRequest } from './pending-requests.ts'

/** Counts what has been answered, from now on. */
export class Tally {
  readonly #startTime = performance.now()
  #answered = 0
  #failed = 0
  #failedRequests = 0
  #amount = 0

  /** Counts a request that has been answered. */
  add({ size, amount }: PendingRequest, { isFailed }: { readonly isFailed: boolean }): void {
    this.#answered += size
    this.#amount += amount
    if (!isFailed) return
    this.#failed += size
    this.#failedRequests++
  }

  /** How many requests have failed. */
  get failedRequests(): number {
    return this.#failedRequests
  }

  /** How far an input of a size is. */
  state(size?: number | undefined): ProgressState {
    const share = size === undefined ? undefined : this.#amount / size
    const elapsed = performance.now() - this.#startTime
    return { answered: this.#answered, failed: this.#failed, elapsed, share }
  }
}
