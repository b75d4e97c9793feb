import type { Document } from '@peaflow/core'

/** The documents of one request, identified as a user knows them. */
export interface PendingRequest {
  /** The number of documents. */
  readonly size: number
  /** The ids of those that had one. */
  readonly ids: readonly string[]
  /** The lines of the input that they came from. */
  readonly lines: { readonly first: number; readonly last: number }
}

/** Records which documents are in which request, until the request is answered. */
export class PendingRequests {
  readonly #batch: number
  readonly #requests = new Map<number, { size: number; ids: string[]; first: number; last: number }>()
  #count = 0

  constructor(batch: number) {
    this.#batch = batch
  }

  /** Records a document that is sent, and the line that it was on. */
  add({ id }: Document, line: number): void {
    const index = Math.floor(this.#count++ / this.#batch)
    const request = this.#requests.get(index) ?? { size: 0, ids: [], first: line, last: line }
    request.size++
    if (id !== undefined) request.ids.push(id)
    request.last = line
    this.#requests.set(index, request)
  }

  /** Removes a request and returns it. */
  take(index: number): PendingRequest {
    const { size, ids, first, last } = this.#requests.get(index) ?? { size: 0, ids: [], first: 0, last: 0 }
    this.#requests.delete(index)
    return { size, ids, lines: { first, last } }
  }
}

/** Names the documents of a request in a message: by their ids, or by the lines that they came from. */
export function describeRequest({ ids, lines }: PendingRequest): string {
  if (ids.length > 0) {
    const shown = ids
      .slice(0, MOST_IDS)
      .map((id) => `"${id}"`)
      .join(', ')
    return ids.length > MOST_IDS ? `${shown} and ${ids.length - MOST_IDS} more` : shown
  }
  return lines.first === lines.last ? `line ${lines.first}` : `lines ${lines.first} to ${lines.last}`
}

const MOST_IDS = 5
