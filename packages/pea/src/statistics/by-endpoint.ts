import { MAX_COUNTED_ENDPOINTS, OTHER } from '@peaflow/protocol'

/** What is counted for each endpoint. Those beyond the first 64 share one entry, `other`. */
export class ByEndpoint<Counters> {
  readonly #create: () => Counters
  readonly #entries = new Map<string, Counters>()
  /** The last one that was asked for: requests to one endpoint mostly follow each other. */
  #last: { readonly endpoint: string; readonly counters: Counters } | undefined

  constructor(create: () => Counters) {
    this.#create = create
  }

  of(endpoint: string): Counters {
    if (this.#last?.endpoint !== endpoint) this.#last = { endpoint, counters: this.#find(endpoint) }
    return this.#last.counters
  }

  /** Each endpoint and what was counted for it, in the order of their first requests. */
  entries(): readonly (readonly [endpoint: string, counters: Counters])[] {
    return [...this.#entries]
  }

  #find(endpoint: string): Counters {
    const name = this.#entries.has(endpoint) || this.#entries.size < MAX_COUNTED_ENDPOINTS ? endpoint : OTHER
    const counters = this.#entries.get(name) ?? this.#create()
    this.#entries.set(name, counters)
    return counters
  }
}
