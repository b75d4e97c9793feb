import type { Document } from '@peaflow/core'
import type { InputDocument } from '../input/input.ts'
import type { PendingRequests } from './pending-requests.ts'

/** Milliseconds that documents wait for others to fill their batch. */
const BATCH_WAIT = 50

/** Bytes of texts and blobs above which a batch is sent as it is. A request has room for 128 MB. */
const MOST_BYTES = 16 * 2 ** 20

/** How the documents of an input are cut into streams. */
export interface PatientReaderOptions {
  readonly documents: AsyncIterable<InputDocument>
  readonly batch: number
  /** Whether a batch may be sent before it is full. */
  readonly mayPause: () => boolean
}

/**
 * Reads documents for streams of requests. A stream sends a batch when it is full, or when its documents end. So they end
 * each time that a batch has waited long enough, and a further stream reads on.
 */
export class PatientReader {
  readonly #documents: AsyncIterator<InputDocument>
  readonly #batch: number
  readonly #mayPause: () => boolean
  #next: Promise<IteratorResult<InputDocument>> | undefined
  #isOver = false
  #onLate: (() => void) | undefined
  readonly #timer = setTimeout(() => this.#onLate?.(), BATCH_WAIT).unref()

  constructor({ documents, batch, mayPause }: PatientReaderOptions) {
    this.#documents = documents[Symbol.asyncIterator]()
    this.#batch = batch
    this.#mayPause = mayPause
  }

  /** The documents until the next pause. `onPause` is called at their end, unless nothing can follow. */
  async *read(pending: PendingRequests, onPause: () => void): AsyncGenerator<Document> {
    let bytes = 0
    for (let count = 0; !this.#isOver; count++) {
      const isFirst = count % this.#batch === 0
      if (isFirst) bytes = 0
      const step = await this.#step({ isFirst, bytes })
      if (step === 'pause') break
      if (step === undefined) return
      bytes += bytesOf(step.document)
      pending.add(step)
      yield step.document
    }
    onPause()
  }

  async #step(batch: { isFirst: boolean; bytes: number }): Promise<InputDocument | 'pause' | undefined> {
    const mayPause = !batch.isFirst && this.#mayPause()
    if (mayPause && batch.bytes > MOST_BYTES) return 'pause'
    this.#next ??= this.#documents.next()
    const step = mayPause ? await this.#withinWait(this.#next) : await this.#next
    if (step === undefined) return 'pause'
    this.#next = undefined
    if (step.done) this.#isOver = true
    return step.done ? undefined : step.value
  }

  /** The step, or `undefined` if it takes too long. One timer for all: a new one for each document took a microsecond. */
  #withinWait(step: Promise<IteratorResult<InputDocument>>): Promise<IteratorResult<InputDocument> | undefined> {
    return new Promise((resolve, reject) => {
      this.#onLate = () => resolve(undefined)
      this.#timer.refresh()
      step.then(resolve, reject)
    })
  }
}

function bytesOf({ text, blob }: Document): number {
  return (typeof text === 'string' ? text.length : 0) + (blob instanceof Uint8Array ? blob.length : 0)
}
