import type { FlowResult } from './result.ts'
import type { AnswerPiece, StreamedAnswer } from './streamed-answer.ts'
import type { UnreadLimit } from './unread-limit.ts'

/** From this number of unread pieces on, a piece takes credit until it is read: for a Pea that goes on all the same. */
const MOST_ACCEPTED = 256

/** The reader of an answer, and the Peas that make it. */
export interface ReadAnswerOptions {
  /** The position of the request in its stream. */
  readonly index: number
  readonly reader: PieceReader
  /** That of all answers of the gateway. */
  readonly limit: UnreadLimit
  /** Asks the Peas to make no more pieces of the answer, or to go on. */
  readonly setSuspended: (isSuspended: boolean) => void
}

/** Reads the pieces of answers. */
export interface PieceReader {
  /** Takes a piece. Calls back when it is handed on. */
  takePiece(result: FlowResult, onRead: () => void): void
  /** Drops the pieces of a request that have not been handed on. */
  dropPieces(index: number): void
}

/** A streamed answer whose pieces are read one by one. A reader that is behind suspends it. */
export class ReadAnswer implements StreamedAnswer {
  handedOn = 0
  readonly #options: ReadAnswerOptions
  #unread = { pieces: 0, bytes: 0 }
  #isSuspended = false
  #isEnded = false
  /** Counts how often it began: what is read of an earlier beginning does not count. */
  #generation = 0
  /** The pieces that take credit. */
  readonly #unaccepted = new Set<() => void>()

  constructor(options: ReadAnswerOptions) {
    this.#options = options
    options.limit.begin()
  }

  add({ index, last, documents, beside, bytes, accept }: AnswerPiece): undefined {
    const { reader, index: request } = this.#options
    const generation = this.#generation
    this.#unread.pieces += 1
    this.#unread.bytes += bytes
    if (this.#unread.pieces > MOST_ACCEPTED) this.#unaccepted.add(accept)
    else accept()
    reader.takePiece({ index: request, documents, piece: { index, last }, ...beside }, () => {
      if (this.#unaccepted.delete(accept)) accept()
      if (generation === this.#generation) this.#onRead(bytes)
    })
    this.#update()
  }

  restart(): void {
    this.#generation += 1
    this.#unread = { pieces: 0, bytes: 0 }
    this.#acceptAll()
    this.#options.reader.dropPieces(this.#options.index)
    this.#update()
  }

  end(): void {
    if (!this.#isEnded) this.#options.limit.end()
    this.#isEnded = true
    this.#acceptAll()
    this.#suspend(false)
  }

  #onRead(bytes: number): void {
    this.handedOn += 1
    this.#unread.pieces -= 1
    this.#unread.bytes -= bytes
    this.#update()
  }

  #acceptAll(): void {
    for (const accept of this.#unaccepted) accept()
    this.#unaccepted.clear()
  }

  #update(): void {
    const { pieces, bytes } = this.#unread
    if (this.#isEnded) return
    const { limit } = this.#options
    if (pieces > limit.pieces || bytes > limit.bytes) this.#suspend(true)
    else if (pieces * 2 < limit.pieces && bytes * 2 < limit.bytes) this.#suspend(false)
  }

  #suspend(isSuspended: boolean): void {
    if (this.#isSuspended === isSuspended) return
    this.#isSuspended = isSuspended
    this.#options.setSuspended(isSuspended)
  }
}
