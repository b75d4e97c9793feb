import type { Document } from '@peaflow/core'
import { MAX_FRAME_BYTES } from '@peaflow/protocol'
import { tooLarge } from '../join/collector.ts'
import type { HeaderResults } from './headers.ts'

/** A piece of an answer, as it arrived. */
export interface AnswerPiece {
  readonly index: number
  readonly last: boolean
  readonly documents: readonly Document[]
  /** The headers and times of the answer, with its last piece. */
  readonly beside: HeaderResults
  /** Bytes of its payload. */
  readonly bytes: number
  /** Frees the credit that it takes. */
  readonly accept: () => void
}

/** A streamed answer of which pieces have arrived at the gateway. */
export interface StreamedAnswer {
  /** How many pieces have been handed to a reader. */
  readonly handedOn: number
  /**
   * Takes the next piece. Returns the documents of all if it was the last one, and they have not been handed on piece by piece.
   *
   * @throws FlowError `REQUEST_SIZE` if all pieces together are larger than an answer may be.
   */
  add(piece: AnswerPiece): readonly Document[] | undefined
  /** The answer begins anew: drops the pieces that have arrived. */
  restart(): void
  /** Its request has ended. */
  end(): void
}

/** A streamed answer whose caller gets all documents together. */
export class CollectedAnswer implements StreamedAnswer {
  readonly handedOn = 0
  #documents: Document[] = []
  #bytes = 0

  add({ documents, bytes, last, accept }: AnswerPiece): readonly Document[] | undefined {
    accept()
    this.#bytes += bytes
    if (this.#bytes > MAX_FRAME_BYTES) throw tooLarge()
    for (const document of documents) this.#documents.push(document)
    return last ? this.#documents : undefined
  }

  restart(): void {
    this.#documents = []
    this.#bytes = 0
  }

  end(): void {}
}
