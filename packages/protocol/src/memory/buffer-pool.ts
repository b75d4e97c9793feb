/** Buffers of up to this many bytes are not pooled: allocating one costs less than pooling it. */
export const MAX_UNPOOLED_BYTES = 16 * 1_024

/** The size of pooled memory is a multiple of this many bytes. */
const PAGE_BYTES = 4_096

/** Do not reuse memory that is more than this many times the requested size. */
const MAX_OVERSIZE = 2

/** The most bytes of free memory that a pool retains: the 16 MiB that one link may have in transit, and a quarter more. */
const MAX_FREE_BYTES = 20 * 1_024 * 1_024

/** The most pieces of free memory that a pool retains. */
const MAX_FREE_COUNT = 1_024

/**
 * Memory that is reused once its bytes are no longer needed. With new memory for each message of 1 MB, V8 collected its whole
 * heap 30 times a second and the kernel had to map pages for all of it, which was half of the time that a message took.
 */
export class BufferPool {
  /** Sorted by size, the smallest first. */
  readonly #free: ArrayBuffer[] = []
  readonly #onTraffic: (bytes: number) => void
  #freeBytes = 0

  /** @param onTraffic - called with the length of each buffer that is acquired or released, if it is large enough to be pooled */
  constructor(onTraffic: (bytes: number) => void = () => undefined) {
    this.#onTraffic = onTraffic
  }

  /** Returns a buffer of this many bytes. Its content is arbitrary. Pass it to {@link releaseBuffer} after use. */
  acquire(length: number): Buffer {
    if (length <= MAX_UNPOOLED_BYTES) return Buffer.allocUnsafeSlow(length)
    this.#onTraffic(length)
    const memory = this.#reuse(length) ?? Buffer.allocUnsafeSlow(Math.ceil(length / PAGE_BYTES) * PAGE_BYTES).buffer
    owners.set(memory, this)
    return Buffer.from(memory, 0, length)
  }

  /** Retains memory for reuse, unless the pool is full. */
  add(memory: ArrayBuffer): void {
    this.#onTraffic(memory.byteLength)
    if (this.#freeBytes + memory.byteLength > MAX_FREE_BYTES || this.#free.length === MAX_FREE_COUNT) return
    const index = this.#free.findIndex(({ byteLength }) => byteLength >= memory.byteLength)
    this.#free.splice(index < 0 ? this.#free.length : index, 0, memory)
    this.#freeBytes += memory.byteLength
  }

  /** Drops all free memory. */
  clear(): void {
    this.#free.length = 0
    this.#freeBytes = 0
  }

  #reuse(length: number): ArrayBuffer | undefined {
    const index = this.#free.findIndex(({ byteLength }) => byteLength >= length)
    const memory = this.#free[index]
    if (memory === undefined || memory.byteLength > MAX_OVERSIZE * length) return undefined
    this.#free.splice(index, 1)
    this.#freeBytes -= memory.byteLength
    return memory
  }
}

/** The pool of each buffer that has been taken and not released. */
const owners = new WeakMap<ArrayBufferLike, BufferPool>()

/**
 * Returns a buffer to its pool. The caller must not use its bytes afterwards. Does nothing for a buffer that is not from a
 * pool, that does not start where the pooled one does, or that was released before. V8 frees what is never released.
 */
export function releaseBuffer({ buffer, byteOffset }: Uint8Array): void {
  const owner = byteOffset > 0 ? undefined : owners.get(buffer)
  if (owner === undefined) return
  owners.delete(buffer)
  owner.add(buffer as ArrayBuffer)
}
