import type { IncomingRequest } from '@peaflow/protocol'
import { asFlowError } from '../executor/failure.ts'
import { mergeDecoded } from '../merge/merge-payloads.ts'
import { readHeaders } from './headers.ts'
import type { InFlightRequest, InFlightTable } from './in-flight.ts'
import type { IncomingPiece } from './links.ts'
import { handedOnBefore, type Outcome, outcomeOf } from './outcome.ts'
import { ReadAnswer } from './read-answer.ts'
import { CollectedAnswer, type StreamedAnswer } from './streamed-answer.ts'
import { UnreadLimit } from './unread-limit.ts'

/** What answers need of their gateway. */
export interface AnswersOptions {
  readonly table: InFlightTable
  /** A request has ended, so that there is room for another. */
  readonly onEnded: () => void
  /** No Pea need work on this request any more. */
  readonly abandon: (request: number) => void
  /** The executors that stream the answer of this request are to make no more pieces, or to go on. */
  readonly setSuspended: (request: number, isSuspended: boolean) => void
}

/** The answers that arrive at the gateway, whole or in pieces: each request gets one. */
export class Answers {
  readonly #options: AnswersOptions
  readonly #limit = new UnreadLimit()

  constructor(options: AnswersOptions) {
    this.#options = options
  }

  /** Ends a request with what has arrived. */
  take(incoming: IncomingRequest): void {
    const { request, isError } = incoming
    if (!isError && this.#isHandedOn(request)) this.failHandedOn(request)
    else this.settle(request, () => outcomeOf(incoming))
  }

  /** Ends a request. Does nothing if it has ended. */
  settle(request: number, outcome: (inFlight: InFlightRequest) => Outcome): void {
    const inFlight = this.#options.table.take(request)
    if (inFlight === undefined) return
    inFlight.requester.settle(inFlight, outcome(inFlight))
    this.#options.onEnded()
  }

  /** Takes a piece of an answer. */
  takePiece({ incoming, attempt, piece, accept }: IncomingPiece): void {
    const { request } = incoming
    const inFlight = this.#options.table.get(request)
    const isCurrent = inFlight !== undefined && attempt === (inFlight.outgoing?.attempt ?? 0)
    if (!isCurrent || incoming.isError) {
      accept()
      if (isCurrent) this.take(incoming)
    } else if (piece.index === 0 && this.#isHandedOn(request)) {
      accept()
      this.failHandedOn(request)
    } else this.#add(inFlight, { incoming, attempt, piece, accept })
  }

  /** The answer to a request begins anew: drops its pieces. Returns `false`, and fails the request, if one has been handed on. */
  restart(request: number): boolean {
    if (this.#isHandedOn(request)) {
      this.failHandedOn(request)
      return false
    }
    this.#options.table.get(request)?.answer?.restart()
    return true
  }

  /** Fails a request whose Pea has ended if a piece of its answer has been handed on: the rest would not fit. */
  failHandedOn(request: number): void {
    if (!this.#isHandedOn(request)) return
    this.settle(request, ({ answer, death }) => ({ error: handedOnBefore(answer?.handedOn ?? 0, death) }))
    this.#options.abandon(request)
  }

  #isHandedOn(request: number): boolean {
    return (this.#options.table.get(request)?.answer?.handedOn ?? 0) > 0
  }

  #add(inFlight: InFlightRequest, { incoming, piece, accept }: IncomingPiece): void {
    const { request, payloads, headers } = incoming
    const answer = inFlight.answer ?? this.#open(request, inFlight)
    inFlight.answer = answer
    if (piece.index === 0) answer.restart()
    try {
      const { documents } = mergeDecoded(payloads)
      const bytes = payloads[0]?.length ?? 0
      const beside = piece.more ? {} : readHeaders(headers)
      const all = answer.add({ index: piece.index, last: !piece.more, documents, beside, bytes, accept })
      if (all !== undefined) this.settle(request, () => ({ documents: all, headers }))
      else if (!piece.more) this.#end(request)
    } catch (error) {
      accept()
      this.settle(request, () => ({ error: asFlowError(error) }))
      this.#options.abandon(request)
    }
  }

  #open(request: number, { index, requester }: InFlightRequest): StreamedAnswer {
    const { reader } = requester
    if (reader === undefined) return new CollectedAnswer()
    const setSuspended = (isSuspended: boolean) => this.#options.setSuspended(request, isSuspended)
    return new ReadAnswer({ index, reader, limit: this.#limit, setSuspended })
  }

  /** The last piece has been handed to the reader of the answer. */
  #end(request: number): void {
    const inFlight = this.#options.table.take(request)
    inFlight?.requester.end(inFlight)
    this.#options.onEnded()
  }
}
