import type { Document } from '@peaflow/core'

/** What a user sends. */
export type Documents = Iterable<Document> | AsyncIterable<Document>

/** The documents of the next request are on their way. */
export const COMING = Symbol('coming')

/** Where the documents of requests come from. */
export interface Source {
  /** Those of the next request, or nothing after the last one. If they come asynchronously, the taker gets them. */
  next(reader: BatchReader): Batch | typeof COMING
  /** No more are wanted. */
  close(): Promise<void>
}

/** Who takes what comes asynchronously. */
export interface BatchReader {
  onBatch(batch: Batch): void
  onThrown(thrown: unknown): void
}

/** The documents of one request; nothing after the last one. */
export type Batch = readonly Document[] | undefined

/** The documents of one request. */
export class SingleSource implements Source {
  #documents: Batch

  constructor(documents: readonly Document[]) {
    this.#documents = documents
  }

  next(): Batch {
    const documents = this.#documents
    this.#documents = undefined
    return documents
  }

  async close(): Promise<void> {}
}

/** Documents from an iterator, as many at a time as make a request, and never before they are asked for. */
export class BatchSource implements Source {
  readonly #iterator: Iterator<Document> | AsyncIterator<Document>
  readonly #batch: number
  #taken: Document[] = []
  #reader: BatchReader | undefined
  #isOver = false
  #isWaiting = false

  constructor(documents: Documents, batch: number) {
    this.#iterator =
      Symbol.asyncIterator in documents ? documents[Symbol.asyncIterator]() : documents[Symbol.iterator]()
    this.#batch = batch
  }

  next(reader: BatchReader): Batch | typeof COMING {
    this.#reader = reader
    this.#taken = []
    return this.#fill()
  }

  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    const closed = Promise.resolve(this.#iterator.return?.())
    // A generator closes after its step, and one that waits for input may never end that.
    if (this.#isWaiting) closed.catch(() => undefined)
    else await closed
  }

  #fill(): Batch | typeof COMING {
    while (!this.#isOver && this.#taken.length < this.#batch) {
      const step = this.#iterator.next()
      if (step instanceof Promise) {
        this.#isWaiting = true
        // By hand, because an async function costs each document as much as everything else that is done with it here.
        step.then(this.#onStep, this.#onThrown)
        return COMING
      }
      this.#take(step as IteratorResult<Document>)
    }
    return this.#taken.length > 0 ? this.#taken : undefined
  }

  readonly #onStep = (step: IteratorResult<Document>): void => {
    this.#isWaiting = false
    try {
      this.#take(step)
      const batch = this.#fill()
      if (batch !== COMING) this.#reader?.onBatch(batch)
    } catch (thrown) {
      this.#onThrown(thrown)
    }
  }

  readonly #onThrown = (thrown: unknown): void => {
    this.#isWaiting = false
    this.#reader?.onThrown(thrown)
  }

  #take(step: IteratorResult<Document>): void {
    if (step.done) this.#isOver = true
    else this.#taken.push(step.value)
  }
}
