/** Requests in one chunk of bits. */
const CHUNK = 8_192

/** How long a chunk is kept after the last deadline in it, in milliseconds. */
const SLACK = 5_000

interface Chunk {
  readonly index: number
  readonly bits: Uint32Array
  forgetAt: number
}

/**
 * Which requests are finished, so that a repeat is known: one bit each, in chunks that are forgotten once no repeat can
 * come any more. A request without a deadline is remembered for an hour.
 */
export class DuplicateFilter {
  readonly #chunks = new Map<number, Chunk>()
  /** The chunk that was looked up last: mostly it is the next one too. */
  #last: Chunk | undefined

  has(request: number): boolean {
    const chunk = this.#find(request)
    const bit = request % CHUNK
    return chunk !== undefined && ((chunk.bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0
  }

  add(request: number, deadline: number): void {
    const chunk = this.#find(request) ?? this.#open(request)
    const bit = request % CHUNK
    chunk.bits[bit >>> 5] = (chunk.bits[bit >>> 5] as number) | (1 << (bit & 31))
    const until = Number.isFinite(deadline) ? deadline : performance.now() + 3_600_000
    chunk.forgetAt = Math.max(chunk.forgetAt, until + SLACK)
  }

  /** Takes back what was added. */
  delete(request: number): void {
    const chunk = this.#find(request)
    const bit = request % CHUNK
    if (chunk !== undefined) chunk.bits[bit >>> 5] = (chunk.bits[bit >>> 5] as number) & ~(1 << (bit & 31))
  }

  /** Forgets what no repeat can come of any more. */
  sweep(now: number): void {
    for (const [index, chunk] of this.#chunks) if (chunk.forgetAt < now) this.#chunks.delete(index)
    this.#last = undefined
  }

  #find(request: number): Chunk | undefined {
    const index = Math.floor(request / CHUNK)
    if (this.#last?.index !== index) this.#last = this.#chunks.get(index)
    return this.#last
  }

  #open(request: number): Chunk {
    const index = Math.floor(request / CHUNK)
    const chunk = { index, bits: new Uint32Array(CHUNK / 32), forgetAt: 0 }
    this.#chunks.set(index, chunk)
    this.#last = chunk
    return chunk
  }
}
