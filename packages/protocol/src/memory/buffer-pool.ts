/** Bytes up to which memory is not worth to be kept. */
export const SMALLEST = 16 * 1_024

/** Bytes that memory is made in whole multiples of. */
const PAGE = 4_096

/** Memory that is more than this many times as long as what is asked for waits for something longer. */
const TOO_LONG = 2

/** The most bytes that wait: what one lane may hold, and a quarter more. */
const MOST_BYTES = 20 * 1_024 * 1_024

/** The most pieces that wait. */
const MOST_PIECES = 1_024

/**
 * Memory that is used again once nobody looks at it any more. Made anew for each message of 1 MB, V8 collected its whole heap
 * thirty times a second, and the kernel looked for pages for all of it: half of the time that the message took.
 */
export class BufferPool {
  /** What waits, the shortest first. */
  readonly #free: ArrayBuffer[] = []
  #bytes = 0

  /** Memory of so many bytes, with whatever is in it. */
  take(length: number): Buffer {
    if (length <= SMALLEST) return Buffer.allocUnsafeSlow(length)
    const memory = this.#find(length) ?? Buffer.allocUnsafeSlow(Math.ceil(length / PAGE) * PAGE).buffer
    owners.set(memory, this)
    return Buffer.from(memory, 0, length)
  }

  /** Keeps memory for the next, if there is not too much of it. */
  keep(memory: ArrayBuffer): void {
    if (this.#bytes + memory.byteLength > MOST_BYTES || this.#free.length === MOST_PIECES) return
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= memory.byteLength)
    this.#free.splice(at < 0 ? this.#free.length : at, 0, memory)
    this.#bytes += memory.byteLength
  }

  #find(length: number): ArrayBuffer | undefined {
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= length)
    const memory = this.#free[at]
    if (memory === undefined || memory.byteLength > TOO_LONG * length) return undefined
    this.#free.splice(at, 1)
    this.#bytes -= memory.byteLength
    return memory
  }
}

/** Where what was taken, and has not come back, belongs. */
const owners = new WeakMap<ArrayBufferLike, BufferPool>()

/**
 * Nobody looks at these bytes any more: their memory goes back where it was taken. Does nothing unless they begin what was
 * taken, and did not come back before; what never comes back is V8's to free.
 */
export function releaseBuffer({ buffer, byteOffset }: Uint8Array): void {
  const owner = byteOffset > 0 ? undefined : owners.get(buffer)
  if (owner === undefined) return
  owners.delete(buffer)
  owner.keep(buffer as ArrayBuffer)
}

/** Memory of frames that came: a Pea that passes them on gives it back, and who hands them to a user does not. */
export const read = new BufferPool()

/** Memory of large payloads that were made here. */
export const written = new BufferPool()
