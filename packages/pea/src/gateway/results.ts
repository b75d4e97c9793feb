import { SequenceMap } from '@peaflow/protocol'
import type { FlowResult } from './result.ts'

/** Results that wait to be fetched: in the order in which they come, or in that of their requests. */
export interface Results {
  add(result: FlowResult): void
  /** The next one, if it is there. */
  take(): FlowResult | undefined
}

/** Gives results as they come. */
export class ResultsAsTheyCome implements Results {
  #results: FlowResult[] = []
  #head = 0

  add(result: FlowResult): void {
    this.#results.push(result)
  }

  take(): FlowResult | undefined {
    const result = this.#results[this.#head]
    if (result === undefined) return undefined
    this.#head += 1
    // A list whose front is cut off at every result costs more the longer it is.
    if (this.#head >= 256 || this.#head === this.#results.length) {
      this.#results = this.#results.slice(this.#head)
      this.#head = 0
    }
    return result
  }
}

/** Gives results in the order of their requests: what comes early waits. */
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
