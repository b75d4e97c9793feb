import { average } from '../link/moving-average.ts'
import type { Prefetch } from '../link/prefetch.ts'

/** How much the latest measurement counts. */
const WEIGHT = 1 / 8

/** What the calls of a Pod need of a prefetch. */
type StagePrefetch = Pick<Prefetch, 'addCall' | 'addDocuments' | 'isFast'>

/** The prefetch of a Pea that calls several executors for each request: its prefetch follows how long all of them take. */
export class GroupPrefetch {
  readonly #prefetch: StagePrefetch
  /** The average duration of the calls of each Pod, in milliseconds. */
  readonly #durations: number[] = []

  constructor(prefetch: StagePrefetch) {
    this.#prefetch = prefetch
  }

  /** Takes the calls of one Pod of the group into account. */
  of(index: number): StagePrefetch {
    const group = this.#prefetch
    return {
      get isFast() {
        return group.isFast
      },
      addDocuments: (count) => group.addDocuments(count),
      addCall: (duration) => {
        this.#durations[index] = average(this.#durations[index] ?? duration, duration, WEIGHT)
        group.addCall(this.#durations.reduce((sum, one) => sum + one, 0))
      },
    }
  }
}
