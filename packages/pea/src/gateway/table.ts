import type { Document } from '@peaflow/core'
import { Table } from '../gather/table.ts'
import type { Outcome } from './outcome.ts'

/** One request that is in the Flow. */
export interface Flight {
  /** Which one of its sender's requests it is. */
  readonly index: number
  readonly documents: readonly Document[]
  /** When its time is up, on the clock of `performance.now()`. */
  readonly deadline: number
  /** Milliseconds it was given. */
  readonly timeout: number
  readonly sender: Sender
}

/** Who sends requests, and waits for what comes of them. */
export interface Sender {
  land(flight: Flight, outcome: Outcome): void
}

/**
 * Milliseconds after its deadline at which a request fails here, if nobody on its way has said why: whoever gave it to a
 * Pea that is stuck says so after 1 s.
 */
const LATE = 1_500

/** Milliseconds between two looks for requests that are late: one timer serves all of them. */
const SWEEP = 250

/** The requests in flight, by number. */
export class FlightTable {
  readonly #flights = new Table<Flight>()
  readonly #onLate: (request: number) => void
  #timer: NodeJS.Timeout | undefined

  constructor(onLate: (request: number) => void) {
    this.#onLate = onLate
  }

  get size(): number {
    return this.#flights.size
  }

  add(request: number, flight: Flight): void {
    this.#flights.add(request, flight)
    this.#timer ??= setInterval(() => this.#sweep(performance.now()), SWEEP)
  }

  /** Takes a request out of the table; nothing if it is over already. */
  take(request: number): Flight | undefined {
    return this.#flights.delete(request)
  }

  /** The requests of one sender, or all of them. */
  requests(sender?: Sender): number[] {
    const all = [...this.#flights.entries()]
    return all.filter(([, flight]) => sender === undefined || flight.sender === sender).map(([request]) => request)
  }

  #sweep(now: number): void {
    for (const [request, { deadline }] of this.#flights.entries()) if (deadline + LATE <= now) this.#onLate(request)
    if (this.#flights.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
