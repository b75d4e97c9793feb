/** Bytes of each piece of memory that is used again: the longest pack, and a little more. */
const SIZE = 320 * 1_024

/** The most pieces that wait to be used. */
const MOST_FREE = 4

const free: Buffer[] = []

/**
 * Memory for a message until the kernel has it. Memory anew for each message made V8 collect its whole heap ten times a
 * second.
 */
export class WriteBuffer {
  readonly bytes: Buffer
  #memory: Buffer | undefined

  constructor(bytes: number) {
    this.#memory = bytes > SIZE ? undefined : (free.pop() ?? Buffer.allocUnsafeSlow(SIZE))
    this.bytes = this.#memory?.subarray(0, bytes) ?? Buffer.allocUnsafe(bytes)
  }

  /** Nobody reads it any more. */
  readonly release = (): void => {
    if (this.#memory !== undefined && free.length < MOST_FREE) free.push(this.#memory)
    this.#memory = undefined
  }
}
