import type { Document } from '@peaflow/core'

/** The documents of one request, by what tells a user which they are. */
export interface SentRequest {
  /** How many they are. */
  readonly size: number
  /** The ids of those that had one. */
  readonly ids: readonly string[]
  /** The lines of the input they came from. */
  readonly lines: { readonly first: number; readonly last: number }
}

/** Remembers which documents went with which request, until it is answered. */
export class Sent {
  readonly #batch: number
  readonly #requests = new Map<number, { size: number; ids: string[]; first: number; last: number }>()
  #count = 0

  constructor(batch: number) {
    this.#batch = batch
  }

  /** A document goes out; it was on this line. */
  add({ id }: Document, line: number): void {
    const index = Math.floor(this.#count++ / this.#batch)
    const request = this.#requests.get(index) ?? { size: 0, ids: [], first: line, last: line }
    request.size++
    if (id !== undefined) request.ids.push(id)
    request.last = line
    this.#requests.set(index, request)
  }

  /** Forgets a request and returns what it was. */
  take(index: number): SentRequest {
    const { size, ids, first, last } = this.#requests.get(index) ?? { size: 0, ids: [], first: 0, last: 0 }
    this.#requests.delete(index)
    return { size, ids, lines: { first, last } }
  }
}

/** Which documents a request was, for a message: their ids, or the lines they came from. */
export function describeRequest({ ids, lines }: SentRequest): string {
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
