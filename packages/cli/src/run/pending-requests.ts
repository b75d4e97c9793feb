import type { InputDocument, InputPosition } from '../input/input.ts'

/** The documents of one request, identified as a user knows them. */
export interface PendingRequest {
  /** The number of documents. */
  readonly size: number
  /** The ids of those that had one. */
  readonly ids: readonly string[]
  /** Where the first and the last of them are from. */
  readonly positions: { readonly first: InputPosition; readonly last: InputPosition }
  /** How much of the input they are. */
  readonly amount: number
}

const NOWHERE: InputPosition = { line: 0 }

/** Records which documents are in which request, until the request is answered. */
export class PendingRequests {
  readonly #batch: number
  readonly #requests = new Map<number, PendingRequest & { ids: string[] }>()
  #count = 0

  constructor(batch: number) {
    this.#batch = batch
  }

  /** Records a document that is sent. */
  add({ document: { id }, position, amount }: InputDocument): void {
    const index = Math.floor(this.#count++ / this.#batch)
    const before = this.#requests.get(index) ?? none(position)
    // Ids of plain JavaScript may be numbers.
    if (id !== undefined && id !== null) before.ids.push(String(id))
    this.#requests.set(index, {
      size: before.size + 1,
      ids: before.ids,
      positions: { first: before.positions.first, last: position },
      amount: before.amount + amount,
    })
  }

  /** Removes a request and returns it. */
  take(index: number): PendingRequest {
    const request = this.#requests.get(index) ?? none(NOWHERE)
    this.#requests.delete(index)
    return request
  }
}

/** Names the documents of a request in a message: by their ids, or by the lines or files that they came from. */
export function describeRequest({ ids, positions: { first, last } }: PendingRequest): string {
  if (ids.length > 0) {
    const shown = ids
      .slice(0, MOST_IDS)
      .map((id) => `"${id}"`)
      .join(', ')
    return ids.length > MOST_IDS ? `${shown} and ${ids.length - MOST_IDS} more` : shown
  }
  if ('file' in first && 'file' in last) return first.file === last.file ? first.file : `${first.file} to ${last.file}`
  const [from, to] = [first, last].map((position) => ('line' in position ? position.line : 0))
  return from === to ? `line ${from}` : `lines ${from} to ${to}`
}

/** The same for a script. */
export function toRequestFields({
  ids,
  positions: { first, last },
}: PendingRequest): Readonly<Record<string, unknown>> {
  if ('file' in first && 'file' in last) return { ids, files: { first: first.file, last: last.file } }
  return 'line' in first && 'line' in last ? { ids, lines: { first: first.line, last: last.line } } : { ids }
}

const MOST_IDS = 5

function none(position: InputPosition): PendingRequest & { ids: string[] } {
  return { size: 0, ids: [], positions: { first: position, last: position }, amount: 0 }
}
