import type { Document } from '@peaflow/core'
import type { RequestSketch } from './history.ts'

/** How a request ended: an answer, an error, or the caller's own abort. */
export type Ending =
  | { readonly type: 'answer'; readonly documents: readonly Document[] }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  | { readonly type: 'aborted' }

/** Counts of a run. All of `lost`, `twice`, `changed` and `disordered` must be 0. */
export interface Verdicts {
  requests: number
  answers: number
  aborted: number
  lost: number
  twice: number
  changed: number
  disordered: number
}

/** The document that a client sends. */
export function toDocument({ id, number, bytes, slow, milliseconds, cut }: RequestSketch): Document {
  return { id, blob: toBytes(id, bytes), tags: { number, milliseconds, slow: slow ?? '', cut: cut ?? '' } }
}

/** Knows what was asked and what must come back: each request once, every byte of it, with the mark of each Pod. */
export class Oracle {
  readonly verdicts: Verdicts = { requests: 0, answers: 0, aborted: 0, lost: 0, twice: 0, changed: 0, disordered: 0 }
  /** What was wrong, in words. */
  readonly complaints: string[] = []
  readonly #pods: readonly string[]
  readonly #open = new Map<string, RequestSketch>()
  readonly #ended = new Set<string>()

  /** @param pods - the Pods that mark each document of an answer */
  constructor(pods: readonly string[]) {
    this.#pods = pods
  }

  /** A request is made. */
  sent(request: RequestSketch): void {
    this.verdicts.requests += 1
    this.#open.set(request.id, request)
  }

  /** A request has ended. `expected` is the one whose turn it is, where there is an order. */
  ended(id: string, ending: Ending, expected = id): void {
    const request = this.#open.get(id)
    if (request === undefined || this.#ended.has(id)) this.#complain('twice', `${id} ended again`)
    else this.#judge(request, ending, expected)
  }

  /** No more will come: what has not ended is lost. */
  close(): void {
    for (const id of this.#open.keys()) if (!this.#ended.has(id)) this.#complain('lost', `${id} never ended`)
  }

  #judge(request: RequestSketch, ending: Ending, expected: string): void {
    const { id } = request
    this.#ended.add(id)
    if (id !== expected) this.#complain('disordered', `${id} came when it was the turn of ${expected}`)
    if (ending.type === 'error') this.#complain('lost', `${id} failed: ${ending.code}: ${ending.message}`)
    else if (ending.type === 'aborted') this.#abort(request)
    else this.#compare(request, ending.documents)
  }

  #abort({ id, abortAfter }: RequestSketch): void {
    if (abortAfter === undefined) this.#complain('lost', `${id} was aborted, but not by its caller`)
    else this.verdicts.aborted += 1
  }

  #compare(request: RequestSketch, documents: readonly Document[]): void {
    this.verdicts.answers += 1
    const [document] = documents
    const wrong =
      document === undefined || documents.length > 1
        ? `${documents.length} documents`
        : this.#difference(request, document)
    if (wrong !== undefined) this.#complain('changed', `${request.id}: ${wrong}`)
  }

  #difference({ id, number, bytes }: RequestSketch, { id: received, blob, tags = {} }: Document): string | undefined {
    if (received !== id) return `the answer is that of ${received}`
    if (!toBytes(id, bytes).equals((blob as Uint8Array | undefined) ?? new Uint8Array())) return 'the bytes differ'
    const marks = Object.keys(tags).filter((tag) => !OWN_TAGS.has(tag))
    const isMarked = this.#pods.length === marks.length && this.#pods.every((pod) => tags[pod] === number)
    return isMarked ? undefined : `marked by ${marks.sort().join(', ')} instead of ${this.#pods.join(', ')}`
  }

  #complain(verdict: 'lost' | 'twice' | 'changed' | 'disordered', complaint: string): void {
    this.verdicts[verdict] += 1
    this.complaints.push(`${verdict}: ${complaint}`)
  }
}

const OWN_TAGS: ReadonlySet<string> = new Set(['number', 'milliseconds', 'slow', 'cut'])

function toBytes(id: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, `${id} `)
}
