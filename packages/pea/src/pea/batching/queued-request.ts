import { releaseBuffer } from '@peaflow/protocol'
import {
  composePayload,
  type DocumentRange,
  findDocuments,
  findParameters,
  joinPayloads,
  skipDocuments,
} from '../../document/payload-layout.ts'
import type { PendingRequest } from '../../join/pending-request.ts'
import type { Batchable } from './next-batch.ts'

/** Documents of one request that go into one call: all of them, if they fit. */
export interface Slice {
  readonly request: QueuedRequest
  /** Counts the slices of the request. */
  readonly index: number
  readonly payload: Uint8Array
}

/** A request whose documents wait for their calls, or are in them. */
export class QueuedRequest implements Batchable<QueuedRequest> {
  readonly pending: PendingRequest
  readonly arrivedAt = performance.now()
  readonly #payload: Uint8Array
  readonly #documents: DocumentRange
  #parameters: Uint8Array | undefined
  #isReadable = true
  /** How many documents are in slices, and where the next one begins. */
  #taken = 0
  #offset: number
  #slices = 0
  #calls = 0
  #hasBegun = false
  #isWaitTaken = false
  #results: Uint8Array[] = []
  #resultCount = 0

  /**
   * @param documents - the most documents of one call
   * @throws FlowError `REQUEST_PAYLOAD` if it has more and cannot be split, or if its first bytes are not those of a payload.
   */
  constructor(pending: PendingRequest, payload: Uint8Array, documents: number) {
    this.pending = pending
    this.#payload = payload
    this.#documents = findDocuments(payload)
    this.#offset = this.#documents.start
    if (this.#documents.count > documents) this.#parameters = findParameters(payload)
  }

  /** Whether anybody waits for its result. */
  get isOpen(): boolean {
    return this.pending.state === 'queued' || this.pending.state === 'running'
  }

  /** Whether it has been called before, or is being called. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** How long it waited for its first call, which began at that time; 0 from then on. */
  takeWait(begunAt: number): number {
    const waited = this.#isWaitTaken ? 0 : begunAt - this.arrivedAt
    this.#isWaitTaken = true
    return waited
  }

  /** How many of its documents wait for their call. */
  get uncalled(): number {
    return this.#documents.count - this.#taken
  }

  /** Whether every document is in a slice. */
  get isTaken(): boolean {
    return this.#slices > 0 && this.uncalled === 0
  }

  get isAlone(): boolean {
    return this.pending.isUrgent || !this.#isReadable
  }

  sharesCallWith(other: QueuedRequest): boolean {
    if (this.isAlone || other.isAlone || this.pending.endpoint !== other.pending.endpoint) return false
    const own = this.#readParameters()
    const others = other.#readParameters()
    return own !== undefined && others !== undefined && Buffer.compare(own, others) === 0
  }

  /** Takes the next documents, at most this many. */
  take(documents: number): Slice {
    const count = Math.min(this.uncalled, documents)
    const payload = count === this.#documents.count ? this.#payload : this.#cut(count)
    this.#taken += count
    return { request: this, index: this.#slices++, payload }
  }

  /** A call for one of its slices begins. */
  begin(): void {
    this.#calls += 1
    this.#hasBegun = true
    this.pending.begin()
  }

  /** A call for one of its slices has ended. It is queued again until it is answered, unless another one runs. */
  end(): void {
    this.#calls -= 1
    if (this.#calls > 0) return
    this.pending.end()
    if (this.pending.state === 'running') this.pending.state = 'queued'
  }

  /**
   * Takes the result of a slice. Returns the result of the request once every slice has one.
   *
   * @throws FlowError `REQUEST_SIZE` if that is larger than a frame may be.
   */
  addResult({ index }: Slice, payload: Uint8Array): Uint8Array | undefined {
    this.#results[index] = payload
    this.#resultCount += 1
    if (!this.isTaken || this.#resultCount < this.#slices) return undefined
    if (this.#slices === 1) return payload
    const joined = joinPayloads(this.#results)
    for (const result of this.#results) releaseBuffer(result)
    this.#results = []
    return joined
  }

  /** A payload whose parameters cannot be found goes alone: whoever decodes it says what is wrong with it. */
  #readParameters(): Uint8Array | undefined {
    if (this.#parameters !== undefined || !this.#isReadable) return this.#parameters
    try {
      this.#parameters = findParameters(this.#payload)
    } catch {
      this.#isReadable = false
    }
    return this.#parameters
  }

  #cut(count: number): Uint8Array {
    const start = this.#offset
    this.#offset = skipDocuments(this.#payload, { start, count })
    const documents = this.#payload.subarray(start, this.#offset)
    return composePayload(count, [documents], this.#parameters ?? findParameters(this.#payload))
  }
}
