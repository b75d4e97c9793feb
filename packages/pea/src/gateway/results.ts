import { SequenceMap } from '@peaflow/protocol'
import type { FlowResult } from './result.ts'

/** Results that wait to be read, in order of arrival or in order of their requests. */
export interface Results {
  /** @param onRead - called when the result is taken, where results are pieces of answers */
  add(result: FlowResult, onRead?: () => void): void
  /** Removes and returns the next result, if it has arrived. */
  take(): FlowResult | undefined
  /** Drops the pieces of an answer that have not been taken. */
  drop?(index: number): void
}

/** Results in order of arrival. */
export class ResultsAsReceived implements Results {
  #results: FlowResult[] = []
  #head = 0

  add(result: FlowResult): void {
    this.#results.push(result)
  }

  take(): FlowResult | undefined {
    const result = this.#results[this.#head]
    if (result === undefined) return undefined
    this.#head += 1
    // Cutting off the front at every result would cost more the longer the array is.
    if (this.#head >= 256 || this.#head === this.#results.length) {
      this.#results = this.#results.slice(this.#head)
      this.#head = 0
    }
    return result
  }
}

/** Results in the order of their requests: a result that arrives early waits. */
export class ResultsInOrder implements Results {
  readonly #results = new SequenceMap<FlowResult>()
  #next = 0

  add(result: FlowResult): void {
    this.#results.add(result.index, result)
  }

  take(): FlowResult | undefined {
    const result = this.#results.delete(this.#next)
    if (result !== undefined) this.#next += 1
    return result
  }
}
