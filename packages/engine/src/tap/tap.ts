import type { TapOrder, TappedMessage } from '@peaflow/protocol'
import { type Tapped, toTapped } from './tapped.ts'

/** What a tap needs of its Flow. */
export interface TapEnds {
  /** The Peas that are tapped, those that are ready. */
  readonly peas: () => Iterable<string>
  /** Sends an order to a Pea. */
  readonly send: (pea: string, order: TapOrder) => void
  /** The tap has ended. */
  readonly onEnd: () => void
}

interface Read {
  resolve(step: IteratorResult<Tapped, undefined>): void
  reject(error: unknown): void
}

interface Copy {
  readonly pea: string
  readonly message: TappedMessage
}

const OVER = { done: true, value: undefined } as const

/**
 * The copies of one tap, over all replicas of a Pod. A Pea is asked for its next copy when its last one has been read: a slow
 * reader gets fewer of them, and none pile up.
 */
export class Tap implements AsyncIterableIterator<Tapped, undefined> {
  readonly pod: string
  readonly #order: TapOrder
  readonly #ends: TapEnds
  readonly #signal: AbortSignal | undefined
  readonly #onAbort = () => this.end({ thrown: this.#signal?.reason })
  /** The Peas that may send a copy now. */
  readonly #asked = new Set<string>()
  readonly #copies: Copy[] = []
  #reads: Read[] = []
  #state: 'new' | 'open' | 'over' = 'new'
  #failure: { readonly thrown: unknown } | undefined

  constructor(
    of: { readonly pod: string; readonly order: TapOrder; readonly signal?: AbortSignal | undefined },
    ends: TapEnds,
  ) {
    this.pod = of.pod
    this.#order = of.order
    this.#signal = of.signal
    this.#ends = ends
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Tapped, undefined>> {
    if (this.#state === 'new') this.#begin()
    const copy = this.#copies.shift()
    if (copy !== undefined) {
      this.#ask(copy.pea)
      return Promise.resolve({ done: false, value: toTapped(copy.pea, copy.message) })
    }
    if (this.#state !== 'over') return new Promise((resolve, reject) => this.#reads.push({ resolve, reject }))
    const failure = this.#failure
    this.#failure = undefined
    return failure === undefined ? Promise.resolve(OVER) : Promise.reject(failure.thrown)
  }

  return(): Promise<IteratorResult<Tapped, undefined>> {
    this.end()
    this.#failure = undefined
    return Promise.resolve(OVER)
  }

  /** A Pea of the Pod is ready, for the first time or after it has connected again: it knows of no tap. */
  onReady(pea: string): void {
    if (this.#state === 'open' && !this.#copies.some((copy) => copy.pea === pea)) this.#ask(pea)
  }

  /** A copy has arrived. One that was not asked for is dropped. */
  onTapped(pea: string, message: TappedMessage): void {
    if (this.#state !== 'open' || message.at !== this.#order.at || !this.#asked.delete(pea)) return
    const read = this.#reads.shift()
    if (read === undefined) this.#copies.push({ pea, message })
    else {
      this.#ask(pea)
      read.resolve({ done: false, value: toTapped(pea, message) })
    }
  }

  /** Ends the tap at every Pea. Copies that have arrived can still be read, unless it failed. */
  end(failure?: { readonly thrown: unknown }): void {
    if (this.#state === 'over') return
    const wasOpen = this.#state === 'open'
    this.#state = 'over'
    this.#failure = failure
    if (failure !== undefined) this.#copies.length = 0
    this.#signal?.removeEventListener('abort', this.#onAbort)
    if (wasOpen) for (const pea of this.#ends.peas()) this.#ends.send(pea, { ...this.#order, rate: 0 })
    this.#ends.onEnd()
    const reads = this.#reads
    this.#reads = []
    for (const read of reads) this.next().then(read.resolve, read.reject)
  }

  #begin(): void {
    if (this.#signal?.aborted) {
      this.#onAbort()
      return
    }
    this.#state = 'open'
    this.#signal?.addEventListener('abort', this.#onAbort)
    for (const pea of this.#ends.peas()) this.#ask(pea)
  }

  #ask(pea: string): void {
    if (this.#state !== 'open') return
    this.#asked.add(pea)
    this.#ends.send(pea, this.#order)
  }
}
