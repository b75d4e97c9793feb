import { type Batch, MAX_ATTEMPT, type ReceivedMessage } from '@peaflow/protocol'
import type { StillOpen } from '../join/ended-requests.ts'
import { Joiner, type JoinerOptions } from '../join/joiner.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { IncomingStream, type StreamListener } from './incoming-stream.ts'

/** Milliseconds after its deadline at which a stream is dropped whose next piece has not come. Its sender reports it. */
const LATE_PIECE_GRACE = 1_000

/** Milliseconds that a cancelled request is remembered beyond what its messages may take to arrive. */
const CANCELLED_RETENTION = 60_000

/** What the requests in a Pea need to know of it. */
export interface RequestsOptions extends JoinerOptions {
  /** The pieces of each message are collected, and it is handled as a whole. */
  readonly collects: boolean
  readonly listener: Omit<StreamListener, 'onEnd'>
}

/** The requests in a Pea: those that arrive in messages, and those that arrive in pieces and are handled piece by piece. */
export class Requests {
  readonly joiner: Joiner
  readonly #streams = new Map<number, IncomingStream>()
  /** The attempts of requests whose pieces are of no use any more, each with its deadline. */
  readonly #stale = new Map<number, { readonly attempt: number; readonly deadline: number }>()
  readonly #collects: boolean
  readonly #listener: StreamListener

  constructor(options: RequestsOptions) {
    this.joiner = new Joiner(options)
    this.#collects = options.collects
    this.#listener = { ...options.listener, onEnd: (stream) => this.#end(stream) }
  }

  /** How many requests are pending; a relayed batch counts as one. */
  get size(): number {
    return this.joiner.size + this.#streams.size
  }

  /** How many requests are pending, those of relayed batches too. */
  get count(): number {
    return this.joiner.requests + this.#streams.size
  }

  /** Whether pieces of a request may arrive among whole messages. */
  get isStreaming(): boolean {
    return this.#streams.size > 0
  }

  /** Adds a message. Returns its request if that is complete now, and is not handled piece by piece. */
  add(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): PendingRequest | undefined {
    const stream = this.isStreaming ? this.#streams.get(message.request) : undefined
    if (message.piece === undefined) {
      if (stream === undefined || this.#replaces(stream, message))
        return this.joiner.add(edge, acknowledgement, message)
    } else {
      if (this.#collects || !this.joiner.isWholeMessage(message)) return this.joiner.add(edge, acknowledgement, message)
      if (this.#streamOf(message)?.add({ piece: message.piece, message }, acknowledgement)) return undefined
    }
    this.joiner.acknowledgeRepeat(acknowledgement, message.request)
    return undefined
  }

  /** Whether each message of a batch is a whole request that is here for the first time, as far as the batch knows. */
  areWhole(batch: Batch): boolean {
    if (batch.isUrgent || batch.isRetried || batch.isStreamed || batch.hasError || this.isStreaming) return false
    return this.joiner.isWhole(batch)
  }

  /** Takes in which requests are open. Gives up those that have ended, and wait for a message that may not come any more. */
  takeOpen(open: StillOpen): void {
    for (const request of this.joiner.takeOpen(open)) this.joiner.get(request)?.drop()
  }

  /** The stream of a request, in this attempt. */
  readonly streamOf = (request: number, attempt: number): IncomingStream | undefined => {
    const stream = this.#streams.get(request)
    return stream?.attempt === attempt ? stream : undefined
  }

  /** Drops what is held of a request. */
  drop(request: number): void {
    this.joiner.get(request)?.drop()
    this.#dropStream(request)
  }

  /**
   * Drops a request and remembers that it is over, in every attempt up to this one. Returns `false` if a later attempt is
   * here already: then nothing is dropped.
   */
  cancel(request: number, attempt: number = MAX_ATTEMPT): boolean {
    const current = this.joiner.get(request)?.attempt ?? this.#streams.get(request)?.attempt ?? 0
    if (current > attempt || (attempt < MAX_ATTEMPT && this.joiner.isOver(request, attempt + 1))) return false
    this.drop(request)
    this.joiner.markOver(request, performance.now() + CANCELLED_RETENTION, attempt)
    return true
  }

  /** Drops the pieces of a request that have arrived and those to come, in every attempt up to this one. */
  dropPieces(request: number, stale: { readonly attempt: number; readonly deadline: number }): void {
    this.#dropStream(request)
    this.#stale.set(request, stale)
  }

  sweep(now: number): void {
    this.joiner.sweep(now)
    for (const [request, { deadline }] of this.#stale) if (deadline <= now) this.#stale.delete(request)
    for (const stream of this.#streams.values()) {
      if (!stream.isComplete && stream.deadline + LATE_PIECE_GRACE <= now) this.cancel(stream.request)
    }
  }

  /** Whether a whole message takes the place of the pieces that have arrived: the answer has been made again. */
  #replaces(stream: IncomingStream, { attempt }: ReceivedMessage): boolean {
    if (attempt < stream.attempt || (attempt === stream.attempt && stream.isComplete)) return false
    if (attempt === stream.attempt) this.#dropStream(stream.request)
    return true
  }

  /** The stream that a piece belongs to; `undefined` if the piece is a repeat. */
  #streamOf(message: ReceivedMessage): IncomingStream | undefined {
    const { request, attempt } = message
    const known = this.#streams.get(request)
    if (known !== undefined && known.attempt >= attempt) return known.attempt === attempt ? known : undefined
    if (message.piece?.index !== 0 || attempt <= (this.#stale.get(request)?.attempt ?? -1)) return undefined
    if (attempt > 0) this.joiner.supersede(message)
    // Pieces of an answer are not mixed with a whole message that is here already.
    if (this.joiner.get(request) !== undefined || this.joiner.isOver(request, attempt)) return undefined
    const stream = new IncomingStream(message, this.#listener)
    this.#streams.set(request, stream)
    return stream
  }

  #dropStream(request: number): void {
    const stream = this.#streams.get(request)
    this.#streams.delete(request)
    stream?.drop()
  }

  #end(stream: IncomingStream): void {
    if (this.#streams.get(stream.request) === stream) this.#streams.delete(stream.request)
    this.joiner.markOver(stream.request, stream.deadline, stream.attempt)
  }
}
