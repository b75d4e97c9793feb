/** Requests in one chunk of bits. */
const CHUNK = 8_192

/** Milliseconds that a chunk is retained after the last deadline in it. */
const RETENTION = 5_000

/** Milliseconds that a request without a deadline is remembered. */
const NO_DEADLINE_RETENTION = 3_600_000

interface Chunk {
  readonly index: number
  readonly bits: Uint32Array
  expiresAt: number
}

/**
 * Remembers which requests are over, so that a repeat is recognized. Each takes one bit, in a chunk that is forgotten
 * once no repeat can arrive any more; one that the gateway has given again also takes an entry with its attempt.
 */
export class DuplicateFilter {
  readonly #isFinal: boolean
  readonly #chunks = new Map<number, Chunk>()
  /** The attempts of requests that are over, where they are not the first. */
  readonly #attempts = new Map<number, number>()
  /** The chunk of the last look-up, which is mostly that of the next one too. */
  #last: Chunk | undefined

  /** @param isFinal - whether a request that is over is so for every attempt, also for those that are made later */
  constructor({ isFinal = false }: { readonly isFinal?: boolean } = {}) {
    this.#isFinal = isFinal
  }

  /** Whether this attempt of a request, or a later one, is over. */
  has(request: number, attempt = 0): boolean {
    const chunk = this.#find(request)
    const bit = request % CHUNK
    const isKnown = chunk !== undefined && ((chunk.bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0
    return isKnown && (attempt === 0 || this.#isFinal || attempt <= (this.#attempts.get(request) ?? 0))
  }

  /** Adds an attempt of a request, whose deadline is on the clock of `performance.now()`. */
  add(request: number, deadline: number, attempt = 0): void {
    if (attempt > 0 && !this.#isFinal && attempt > (this.#attempts.get(request) ?? 0))
      this.#attempts.set(request, attempt)
    const chunk = this.#find(request) ?? this.#open(request)
    const bit = request % CHUNK
    chunk.bits[bit >>> 5] = (chunk.bits[bit >>> 5] as number) | (1 << (bit & 31))
    const until = Number.isFinite(deadline) ? deadline : performance.now() + NO_DEADLINE_RETENTION
    chunk.expiresAt = Math.max(chunk.expiresAt, until + RETENTION)
  }

  delete(request: number): void {
    const chunk = this.#find(request)
    const bit = request % CHUNK
    if (chunk !== undefined) chunk.bits[bit >>> 5] = (chunk.bits[bit >>> 5] as number) & ~(1 << (bit & 31))
  }

  /** Forgets the chunks that have expired. */
  sweep(now: number): void {
    this.#last = undefined
    const before = this.#chunks.size
    for (const [index, chunk] of this.#chunks) if (chunk.expiresAt < now) this.#chunks.delete(index)
    if (this.#chunks.size === before) return
    for (const request of this.#attempts.keys()) if (!this.#find(request)) this.#attempts.delete(request)
  }

  #find(request: number): Chunk | undefined {
    const index = Math.floor(request / CHUNK)
    if (this.#last?.index !== index) this.#last = this.#chunks.get(index)
    return this.#last
  }

  #open(request: number): Chunk {
    const index = Math.floor(request / CHUNK)
    const chunk = { index, bits: new Uint32Array(CHUNK / 32), expiresAt: 0 }
    this.#chunks.set(index, chunk)
    this.#last = chunk
    return chunk
  }
}
