import type { Document } from '@peaflow/core'
import { SequenceMap } from '@peaflow/protocol'
import type { Outcome } from './outcome.ts'

/** One request that is in the Flow. */
export interface InFlightRequest {
  /** Which one of its sender's requests it is. */
  readonly index: number
  readonly documents: readonly Document[]
  /** When its time is up, on the clock of `performance.now()`. */
  readonly deadline: number
  /** Milliseconds it was given. */
  readonly timeout: number
  readonly requester: Requester
}

/** Who sends requests, and waits for what comes of them. */
export interface Requester {
  settle(inFlight: InFlightRequest, outcome: Outcome): void
}

/**
 * Milliseconds after its deadline at which a request fails here, if nobody on its way has said why: whoever gave it to a
 * Pea that is stuck says so after 1 s.
 */
const LATE = 1_500

/** Milliseconds between two looks for requests that are late: one timer serves all of them. */
const SWEEP = 250

/** The requests in flight, by number. */
export class InFlightTable {
  readonly #requests = new SequenceMap<InFlightRequest>()
  readonly #onLate: (request: number) => void
  #timer: NodeJS.Timeout | undefined

  constructor(onLate: (request: number) => void) {
    this.#onLate = onLate
  }

  get size(): number {
    return this.#requests.size
  }

  add(request: number, inFlight: InFlightRequest): void {
    this.#requests.add(request, inFlight)
    this.#timer ??= setInterval(() => this.#sweep(performance.now()), SWEEP)
  }

  /** Takes a request out of the table; nothing if it is over already. */
  take(request: number): InFlightRequest | undefined {
    return this.#requests.delete(request)
  }

  /** The requests of one sender, or all of them. */
  requests(requester?: Requester): number[] {
    const all = [...this.#requests.entries()]
    return all
      .filter(([, inFlight]) => requester === undefined || inFlight.requester === requester)
      .map(([request]) => request)
  }

  #sweep(now: number): void {
    for (const [request, { deadline }] of this.#requests.entries()) if (deadline + LATE <= now) this.#onLate(request)
    if (this.#requests.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
