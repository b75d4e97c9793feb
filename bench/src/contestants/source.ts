import type { Document } from '@peaflow/core'

const OVER: IteratorResult<Document> = { done: true, value: undefined }

/** Documents that come one by one, as an iterable: what a stream is fed from. */
export class Source implements AsyncIterableIterator<Document> {
  readonly #waiting: Document[] = []
  readonly #takers: ((result: IteratorResult<Document>) => void)[] = []
  #ended = false

  push(value: Document): void {
    const take = this.#takers.shift()
    if (take === undefined) this.#waiting.push(value)
    else take({ done: false, value })
  }

  end(): void {
    this.#ended = true
    for (const take of this.#takers.splice(0)) take(OVER)
  }

  next(): Promise<IteratorResult<Document>> {
    const value = this.#waiting.shift()
    if (value !== undefined) return Promise.resolve({ done: false, value })
    if (this.#ended) return Promise.resolve(OVER)
    return new Promise((resolve) => this.#takers.push(resolve))
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
