/** Bytes of reusable memory: the longest pack, and a little more. */
const REUSABLE_BYTES = 320 * 1_024

/** The most pieces of free memory that are retained. */
const MAX_FREE_COUNT = 4

const free: Buffer[] = []

/**
 * Memory for one outgoing message until the kernel has taken it. With new memory for each message, V8 collected its whole
 * heap ten times a second.
 */
export class WriteBuffer {
  /** As many bytes as were asked for. Their content is arbitrary. */
  readonly bytes: Buffer
  #memory: Buffer | undefined

  constructor(length: number) {
    this.#memory = length > REUSABLE_BYTES ? undefined : (free.pop() ?? Buffer.allocUnsafeSlow(REUSABLE_BYTES))
    this.bytes = this.#memory?.subarray(0, length) ?? Buffer.allocUnsafe(length)
  }

  /** Lets the memory be reused. May be called twice. */
  readonly release = (): void => {
    if (this.#memory !== undefined && free.length < MAX_FREE_COUNT) free.push(this.#memory)
    this.#memory = undefined
  }
}
