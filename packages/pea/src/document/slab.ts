/** Bytes of a slab. With msgpackr's own 8 KB, allocation took as long as encoding. */
const SLAB_BYTES = 65_536

/** Bytes that must be free for another value. msgpackr allocates a buffer of its own for one that does not fit. */
const MIN_FREE_BYTES = 4_096

/** The most free slabs that are retained: 1 MiB, which is what a thousand requests of 1 KB in flight take. */
const MAX_FREE_SLABS = 16

const free: Slab[] = []

/**
 * Memory that small encoded values share. It is reused once all of them have been released; if one never is, V8 frees it.
 *
 * With new memory for each 64 KB, a gateway collected its whole heap after every 10,000 requests of 1 KB: V8 does so once
 * memory outside of its heap has grown by 8 MB, and minor collections, which would free it, come less often than that.
 */
export class Slab {
  readonly memory: Buffer
  /** Where the next value goes. */
  end = 0
  /** Values that have not been released, and the encoder, for as long as it writes here. */
  #uses = 1

  private constructor(memory: Buffer) {
    this.memory = memory
  }

  /** An empty slab. */
  static next(): Slab {
    return free.pop() ?? new Slab(Buffer.allocUnsafeSlow(SLAB_BYTES))
  }

  /** Whether there is too little room for another value. */
  get isFull(): boolean {
    return SLAB_BYTES - this.end < MIN_FREE_BYTES
  }

  /** Whether a value lies in this slab. */
  holds({ buffer }: Uint8Array): boolean {
    return buffer === this.memory.buffer
  }

  /** Its memory has this many more uses. */
  retain(uses: number): void {
    this.#uses += uses
  }

  /** One use has ended. Call this exactly once for each: the bytes of the last one may be overwritten at once. */
  release(): void {
    this.#uses -= 1
    if (this.#uses > 0 || free.length === MAX_FREE_SLABS) return
    this.end = 0
    this.#uses = 1
    free.push(this)
  }
}
