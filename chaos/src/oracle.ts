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
  /** Failed because an executor threw, as it was asked to. */
  failed: number
  aborted: number
  lost: number
  twice: number
  changed: number
  disordered: number
}

/** The counts of a run in which nothing has happened. */
export function noVerdicts(): Verdicts {
  return { requests: 0, answers: 0, failed: 0, aborted: 0, lost: 0, twice: 0, changed: 0, disordered: 0 }
}

/** The document that a client sends. */
export function toDocument({ id, number, bytes, slow, milliseconds, cut, throws }: RequestSketch): Document {
  const tags = { number, milliseconds, slow: slow ?? '', cut: cut ?? '', throws: throws ?? '' }
  return { id, blob: toBytes(id, bytes), tags }
}

/** Knows what was asked and what must come back: each request once, every byte of it, with the mark of each Pod. */
export class Oracle {
  readonly verdicts = noVerdicts()
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
    if (ending.type === 'error') this.#fail(request, ending)
    else if (ending.type === 'aborted') this.#abort(request)
    else this.#compare(request, ending.documents)
  }

  /** Whether the executor of a Pod throws that the answer depends on. */
  #mustFail({ throws }: RequestSketch): boolean {
    return throws !== undefined && this.#pods.includes(throws)
  }

  #fail(request: RequestSketch, { code, message }: Ending & { readonly type: 'error' }): void {
    const isAsAsked = this.#mustFail(request) && code === 'REQUEST_EXECUTOR' && message.includes(thrownBy(request))
    if (isAsAsked) this.verdicts.failed += 1
    else this.#complain('lost', `${request.id} failed: ${code}: ${message}`)
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

  #difference(request: RequestSketch, { id: received, blob, tags = {} }: Document): string | undefined {
    const { id, number, bytes } = request
    if (this.#mustFail(request)) return 'its executor threw, but it did not fail'
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

const OWN_TAGS: ReadonlySet<string> = new Set(['number', 'milliseconds', 'slow', 'cut', 'throws'])

/** What an error of the executor says. */
function thrownBy({ id, throws }: RequestSketch): string {
  return `${throws} refuses ${id}`
}

function toBytes(id: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, `${id} `)
}
