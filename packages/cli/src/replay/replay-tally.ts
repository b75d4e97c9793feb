import { count, withCommas } from '../terminal/count.ts'
import { toDuration } from '../terminal/duration.ts'

/** What a replay has achieved. */
export interface ReplayState {
  readonly answered: number
  readonly failed: number
  /** How many requests failed with each code. */
  readonly codes: Readonly<Record<string, number>>
  /** Milliseconds since the first request was read. */
  readonly ms: number
}

/** Counts how requests end, from now on. */
export class ReplayTally {
  readonly #startTime = performance.now()
  readonly #codes = new Map<string, number>()
  #answered = 0
  #failed = 0

  /** Counts a request that was answered. */
  answered(): void {
    this.#answered++
  }

  /** Counts a request that failed, and returns whether it is the first with its code. */
  failed(code: string): boolean {
    const before = this.#codes.get(code) ?? 0
    this.#codes.set(code, before + 1)
    this.#failed++
    return before === 0
  }

  /** How far it is. */
  state(): ReplayState {
    const ms = Math.round(performance.now() - this.#startTime)
    return { answered: this.#answered, failed: this.#failed, codes: Object.fromEntries(this.#codes), ms }
  }

  /** The same in words: `120 requests answered, 3 failed in 5.2 s (REQUEST_EXECUTOR 3)`. */
  describe(): string {
    const { answered, failed, codes, ms } = this.state()
    const failures = failed === 0 ? 'none failed' : `${withCommas(failed)} failed`
    const each = Object.entries(codes).map(([code, times]) => `${withCommas(times)} ${code}`)
    const why = each.length === 0 ? '' : ` (${each.join(', ')})`
    return `${count(answered, 'request')} answered, ${failures}${why} in ${toDuration(ms)}`
  }
}
