/** Milliseconds that a cancelled request is remembered: as long as a Pea remembers it. */
const RETENTION = 60_000

/** The most cancelled requests that are remembered. */
const MOST = 4_096

interface Cancelled {
  readonly request: number
  readonly hasFailed: boolean
  readonly at: number
}

/** The requests that were cancelled lately, or have failed: Peas that were away then are told when they are back. */
export class RecentCancels {
  #cancelled: Cancelled[] = []

  /** `now` is on the clock of `performance.now()`. */
  add(requests: readonly number[], { hasFailed, now }: { readonly hasFailed: boolean; readonly now: number }): void {
    const added = requests.map((request) => ({ request, hasFailed, at: now }))
    this.#cancelled = [...this.#cancelled, ...added].slice(-MOST)
  }

  /** Those that a Pea has to know. A side branch works for no answer: a request that failed elsewhere goes on there. */
  of({ side }: { readonly side?: true | undefined }, now: number): readonly number[] {
    this.#cancelled = this.#cancelled.filter(({ at }) => at + RETENTION > now)
    return this.#cancelled.filter(({ hasFailed }) => !(side && hasFailed)).map(({ request }) => request)
  }
}
