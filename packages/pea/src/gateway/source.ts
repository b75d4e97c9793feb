import type { Document } from '@peaflow/core'

/** The documents of a stream. */
export type Documents = Iterable<Document> | AsyncIterable<Document>

/** Returned by {@link Source.next} when the documents arrive asynchronously. */
export const PENDING = Symbol('pending')

/** Supplies the documents of requests. */
export interface Source {
  /** The documents of the next request; `undefined` after the last; `PENDING` if the reader gets them later. */
  next(reader: BatchReader): Batch | typeof PENDING
  /** Whether it is known to have ended, although it has not been asked for more. */
  readonly isSpent: boolean
  /** Closes the source; no more documents are read. */
  close(): Promise<void>
}

/** Receives documents that arrive asynchronously. */
export interface BatchReader {
  onBatch(batch: Batch): void
  onThrown(thrown: unknown): void
}

/** The documents of one request; `undefined` after the last. */
export type Batch = readonly Document[] | undefined

/** A source of a single request. */
export class SingleSource implements Source {
  #documents: Batch

  constructor(documents: readonly Document[]) {
    this.#documents = documents
  }

  get isSpent(): boolean {
    return this.#documents === undefined
  }

  next(): Batch {
    const documents = this.#documents
    this.#documents = undefined
    return documents
  }

  async close(): Promise<void> {}
}

/** The source of a stream, whose requests have at most `batch` documents. */
export function sourceOf(documents: Documents, batch: number): Source {
  const isSingle = Array.isArray(documents) && documents.length > 0 && documents.length <= batch
  return isSingle ? new SingleSource(documents) : new BatchSource(documents, batch)
}

/** Groups the documents of an iterator into requests. Reads none before it is asked to. */
export class BatchSource implements Source {
  readonly #iterator: Iterator<Document> | AsyncIterator<Document>
  readonly #batch: number
  /** How many documents are left; unknown unless they came as an array. */
  #left: number
  #taken: Document[] = []
  #reader: BatchReader | undefined
  #isEnded = false
  #isPending = false

  constructor(documents: Documents, batch: number) {
    this.#iterator =
      Symbol.asyncIterator in documents ? documents[Symbol.asyncIterator]() : documents[Symbol.iterator]()
    this.#batch = batch
    this.#left = Array.isArray(documents) ? documents.length : Number.POSITIVE_INFINITY
  }

  get isSpent(): boolean {
    return this.#isEnded || this.#left <= 0
  }

  next(reader: BatchReader): Batch | typeof PENDING {
    this.#reader = reader
    this.#taken = []
    return this.#fill()
  }

  async close(): Promise<void> {
    if (this.#isEnded) return
    this.#isEnded = true
    const closed = Promise.resolve(this.#iterator.return?.())
    // A generator closes only after its current step, which may wait for input for ever.
    if (this.#isPending) closed.catch(() => undefined)
    else await closed
  }

  #fill(): Batch | typeof PENDING {
    while (!this.#isEnded && this.#taken.length < this.#batch) {
      const step = this.#iterator.next()
      if (step instanceof Promise) {
        this.#isPending = true
        // Callbacks, because an async function would double the cost of each document here.
        step.then(this.#onStep, this.#onThrown)
        return PENDING
      }
      this.#take(step as IteratorResult<Document>)
    }
    return this.#taken.length > 0 ? this.#taken : undefined
  }

  readonly #onStep = (step: IteratorResult<Document>): void => {
    this.#isPending = false
    try {
      this.#take(step)
      const batch = this.#fill()
      if (batch !== PENDING) this.#reader?.onBatch(batch)
    } catch (thrown) {
      this.#onThrown(thrown)
    }
  }

  readonly #onThrown = (thrown: unknown): void => {
    this.#isPending = false
    this.#reader?.onThrown(thrown)
  }

  #take(step: IteratorResult<Document>): void {
    if (step.done) this.#isEnded = true
    else {
      this.#left -= 1
      this.#taken.push(step.value)
    }
  }
}
