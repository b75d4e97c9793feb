import { type Piece, Queue, type ReceivedMessage } from '@peaflow/protocol'
import { Answer } from '../join/answer.ts'
import { PendingRequest } from '../join/pending-request.ts'
import { PieceRun } from '../join/piece-run.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'

/** The Pea that a stream arrives in. */
export interface StreamListener {
  /** The next piece of a request is to be called or answered, and passed on. The one after it waits until links have taken its result. */
  onPiece(pending: PendingRequest): void
  /** What the Pea has made of the pieces so far is void: calls are to be aborted, and what is queued is to be dropped. */
  onVoid(request: number): void
  /** All pieces have been passed on, and the next Peas have them. */
  onEnd(stream: IncomingStream): void
}

/** A piece, and the message that it is. */
interface ReceivedPiece {
  readonly piece: Piece
  readonly message: ReceivedMessage
}

/**
 * A request that arrives in pieces, which the Pea handles one after another. What it makes of them is a streamed answer, too.
 */
export class IncomingStream {
  readonly request: number
  readonly attempt: number
  readonly deadline: number
  readonly #listener: StreamListener
  readonly #run = new PieceRun()
  readonly #answer = new Answer()
  /** The pieces that wait until the one before them has been passed on. */
  readonly #queue = new Queue<PendingRequest>()
  /** The pieces whose results the next Peas do not have yet. */
  readonly #pieces = new Set<PendingRequest>()
  #current: PendingRequest | undefined
  #isPumping = false
  #isDropped = false

  constructor({ request, attempt, deadline }: ReceivedMessage, listener: StreamListener) {
    this.request = request
    this.attempt = attempt
    this.deadline = deadline
    this.#listener = listener
  }

  /** Whether all of its pieces have arrived. */
  get isComplete(): boolean {
    return this.#run.isComplete
  }

  /** Whether a piece of it waits for its call, or is being called. */
  get isCalled(): boolean {
    return [...this.#pieces].some(({ state }) => state !== 'sending')
  }

  /** Takes a piece in. Returns `false` for a repeat. */
  add({ piece, message }: ReceivedPiece, acknowledgement: Acknowledgement): boolean {
    const order = this.#run.take(piece, acknowledgement)
    if (order === 'repeat') return false
    const pending = new PendingRequest(message, this.#onReceived)
    pending.addAck(acknowledgement)
    pending.complete(message)
    pending.piece = piece
    // An error is passed on at once.
    if (order === 'anew' || pending.isError) this.#voidAll()
    if (order === 'anew') this.#answer.restart()
    pending.answer = this.#answer
    pending.onSent = () => this.#onSent(pending)
    this.#pieces.add(pending)
    this.#queue.push(pending)
    this.#pump()
    return true
  }

  /** Drops what has not been passed on, and takes no further piece. */
  drop(): void {
    this.#isDropped = true
    this.#run.close()
    this.#voidAll()
  }

  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    while (this.#current === undefined) {
      const next = this.#queue.shift()
      if (next === undefined) break
      this.#current = next
      this.#listener.onPiece(next)
    }
    this.#isPumping = false
  }

  #onSent(pending: PendingRequest): void {
    if (pending !== this.#current) return
    this.#current = undefined
    if (this.#answer.hasEnded && !this.#run.isComplete) this.#endEarly()
    this.#pump()
  }

  /** The answer has ended with an error: no further piece is wanted. */
  #endEarly(): void {
    this.#run.close()
    this.#voidAll()
  }

  #voidAll(): void {
    const pieces = [...this.#pieces]
    this.#current = undefined
    this.#queue.extract(() => true)
    for (const pending of pieces) {
      pending.onSent = undefined
      pending.drop()
    }
    if (pieces.length > 0) this.#listener.onVoid(this.request)
  }

  readonly #onReceived = (pending: PendingRequest): void => {
    this.#pieces.delete(pending)
    if (this.#isDropped || !this.#run.isComplete || this.#pieces.size > 0) return
    this.#isDropped = true
    this.#listener.onEnd(this)
  }
}
