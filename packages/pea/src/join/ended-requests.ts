/** Which requests below a number have no answer. All others below it have ended. */
export interface StillOpen {
  readonly below: number
  readonly requests: readonly number[]
}

/** What a Pea knows of the requests that have ended, which is as much as its Flow has told it. */
export class EndedRequests {
  #below = 0
  #open: ReadonlySet<number> = new Set()

  update({ below, requests }: StillOpen): void {
    this.#below = below
    this.#open = new Set(requests)
  }

  /** Whether a request is known to have ended. */
  has(request: number): boolean {
    return request < this.#below && !this.#open.has(request)
  }
}
