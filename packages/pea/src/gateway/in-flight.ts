import type { Document } from '@peaflow/core'
import { SequenceMap } from '@peaflow/protocol'
import type { OutgoingRequest } from './links.ts'
import type { Death, Outcome } from './outcome.ts'
import type { PieceReader } from './read-answer.ts'
import type { StreamedAnswer } from './streamed-answer.ts'

/** A request in the Flow. */
export interface InFlightRequest {
  /** Its position among its requester's requests, from 0. */
  readonly index: number
  readonly documents: readonly Document[]
  /** Deadline in milliseconds on the clock of `performance.now()`. */
  readonly deadline: number
  /** The time limit that it was sent with, in milliseconds. */
  readonly timeout: number
  readonly requester: Requester
  /** What was sent last, to be sent again if no Pea holds it any more; `undefined` if nothing was. */
  outgoing?: OutgoingRequest | undefined
  /** Its answer, if that is streamed and its first piece has arrived. */
  answer?: StreamedAnswer | undefined
  /** The last Pea that died during a call for it. */
  death?: Death | undefined
  /** It is out of time, and was handed on as such. */
  isLate?: boolean | undefined
}

/** Sends requests, and receives their outcomes. */
export interface Requester {
  settle(inFlight: InFlightRequest, outcome: Outcome): void
  /** The last piece of a request's answer has been handed to the reader. */
  end(inFlight: InFlightRequest): void
  /** Reads the pieces of streamed answers; missing if they are to be collected. */
  readonly reader?: PieceReader | undefined
}

/**
 * Milliseconds after its deadline at which the gateway fails a request that no Pea has reported. The sender of a message to
 * an unresponsive Pea reports it 1 s after the deadline, with the cause.
 */
const REPORT_GRACE = 1_500

/** Milliseconds between two sweeps for overdue requests: one timer serves all of them. */
const SWEEP_INTERVAL = 250

/** All requests in flight, by number. */
export class InFlightTable {
  readonly #requests = new SequenceMap<InFlightRequest>()
  /** The number that the next request gets: each is used once. */
  next = 0
  readonly #onLate: (requests: readonly number[]) => void
  #timer: NodeJS.Timeout | undefined

  /** @param onLate - called once for each request that is out of time, for all that are found at once */
  constructor(onLate: (requests: readonly number[]) => void) {
    this.#onLate = onLate
  }

  get size(): number {
    return this.#requests.size
  }

  add(request: number, inFlight: InFlightRequest): void {
    this.next = request + 1
    this.#requests.add(request, inFlight)
    this.#timer ??= setInterval(() => this.#sweep(performance.now()), SWEEP_INTERVAL)
  }

  /** A request that has not ended. */
  get(request: number): InFlightRequest | undefined {
    return this.#requests.get(request)
  }

  /** Removes and returns a request; `undefined` if it has ended. */
  take(request: number): InFlightRequest | undefined {
    const inFlight = this.#requests.delete(request)
    inFlight?.outgoing?.memory?.release()
    inFlight?.answer?.end()
    return inFlight
  }

  /** What was sent last of each request that has not ended. */
  outgoing(): OutgoingRequest[] {
    return Array.from(this.#requests.entries(), ([, { outgoing }]) => outgoing).filter((one) => one !== undefined)
  }

  /** The numbers of one requester's requests, or of all. */
  requests(requester?: Requester): number[] {
    const all = [...this.#requests.entries()]
    return all
      .filter(([, inFlight]) => requester === undefined || inFlight.requester === requester)
      .map(([request]) => request)
  }

  #sweep(now: number): void {
    const late: number[] = []
    for (const [request, inFlight] of this.#requests.entries()) {
      if (inFlight.isLate || inFlight.deadline + REPORT_GRACE > now) continue
      inFlight.isLate = true
      late.push(request)
    }
    if (late.length > 0) this.#onLate(late)
    if (this.#requests.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
