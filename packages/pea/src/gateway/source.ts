import type { Document } from '@peaflow/core'

/** What a user sends. */
export type Documents = Iterable<Document> | AsyncIterable<Document>

/** Where the documents of requests come from. */
export interface Source {
  /** Those of the next request, or nothing after the last one; at once, unless they come asynchronously. */
  next(): Batch | Promise<Batch>
  /** No more are wanted. */
  close(): Promise<void>
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
  #isOver = false
  #isWaiting = false

  constructor(documents: Documents, batch: number) {
    this.#iterator =
      Symbol.asyncIterator in documents ? documents[Symbol.asyncIterator]() : documents[Symbol.iterator]()
    this.#batch = batch
  }

  next(): Batch | Promise<Batch> {
    return this.#fill([])
  }

  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    const closed = Promise.resolve(this.#iterator.return?.())
    // A generator closes after its step, and one that waits for input may never end that.
    if (this.#isWaiting) closed.catch(() => undefined)
    else await closed
  }

  #fill(taken: Document[]): Batch | Promise<Batch> {
    while (!this.#isOver && taken.length < this.#batch) {
      const step = this.#iterator.next()
      if (step instanceof Promise) return this.#continue(taken, step)
      this.#take(taken, step as IteratorResult<Document>)
    }
    return atLeastOne(taken)
  }

  /** By hand, because an async function costs each document as much as everything else that is done with it here. */
  #continue(taken: Document[], coming: Promise<IteratorResult<Document>>): Promise<Batch> {
    this.#isWaiting = true
    return coming.then(
      (step) => {
        this.#isWaiting = false
        this.#take(taken, step)
        return this.#fill(taken)
      },
      (thrown) => {
        this.#isWaiting = false
        throw thrown
      },
    )
  }

  #take(taken: Document[], step: IteratorResult<Document>): void {
    if (step.done) this.#isOver = true
    else taken.push(step.value)
  }
}

function atLeastOne(documents: Document[]): Batch {
  return documents.length > 0 ? documents : undefined
}
