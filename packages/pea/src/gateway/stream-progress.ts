import type { GatewayCounters } from './counters.ts'
import type { InFlightRequest } from './in-flight.ts'
import type { Outcome } from './outcome.ts'

/** How many requests of a stream were sent, how many have ended, and of how many the caller has taken the result. */
export class StreamProgress {
  readonly #counters: GatewayCounters
  #sent = 0
  #settled = 0
  #taken = 0

  constructor(counters: GatewayCounters) {
    this.#counters = counters
  }

  /** How many requests were sent and have not ended. */
  get inFlight(): number {
    return this.#sent - this.#settled
  }

  /** How many requests are in flight, or have results that the caller has not taken. */
  get ahead(): number {
    return this.#sent - this.#taken
  }

  /** A request is sent. Returns its position. */
  send(): number {
    this.#counters.inFlight += 1
    this.#sent += 1
    return this.#sent - 1
  }

  /** A request has waited too long for room. */
  refuse(): void {
    this.#counters.refused += 1
  }

  settle(inFlight: InFlightRequest, outcome: Outcome): void {
    this.#settled += 1
    this.#counters.settle(inFlight, outcome, performance.now())
  }

  /** The caller has taken the last result of a request. */
  take(): void {
    this.#taken += 1
  }

  /** The caller takes no more: what has not ended is cancelled. */
  end(): void {
    this.#counters.cancel(this.inFlight)
  }
}
