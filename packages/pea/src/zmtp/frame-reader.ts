import { ALL_FLAGS, LONG, LONG_HEADER, SHORT_HEADER } from './frame.ts'

/** Gets each frame: its flags, and its body, which is nobody else's. Returns false if it may not be. */
export type FrameListener = (flags: number, body: Buffer) => boolean

/**
 * Cuts a stream of bytes into frames. A frame that came in one chunk is a view of it; the memory of one that did not is
 * its own.
 */
export class FrameReader {
  /** The most bytes that the body of a frame may have. */
  limit: number
  readonly #listener: FrameListener
  /** A header that came only in part. */
  #rest: Buffer | undefined
  #flags = 0
  /** The body of a frame that came only in part, and how much of it is there. */
  #body: Buffer | undefined
  #filled = 0

  constructor(limit: number, listener: FrameListener) {
    this.limit = limit
    this.#listener = listener
  }

  /** Reads on. Returns false at a frame that is too long, or none, or that the listener does not take. */
  read(chunk: Buffer): boolean {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk])
    this.#rest = undefined
    for (let at = 0; at < bytes.length; ) {
      const next = this.#body === undefined ? this.#begin(bytes, at) : this.#fill(this.#body, bytes, at)
      if (next === undefined) return false
      at = next
    }
    return true
  }

  /** Reads from where a frame begins. Returns how far it got; nothing if it is wrong. */
  #begin(bytes: Buffer, at: number): number | undefined {
    const flags = bytes[at] as number
    const from = at + ((flags & LONG) === 0 ? SHORT_HEADER : LONG_HEADER)
    if (from > bytes.length) {
      this.#rest = bytes.subarray(at)
      return bytes.length
    }
    const length = (flags & LONG) === 0 ? (bytes[at + 1] as number) : readLength(bytes, at + 1)
    if (flags > ALL_FLAGS || length > this.limit) return undefined
    const to = from + length
    if (to <= bytes.length) return this.#listener(flags, bytes.subarray(from, to)) ? to : undefined
    this.#flags = flags
    this.#body = Buffer.allocUnsafeSlow(length)
    this.#filled = 0
    return from
  }

  #fill(body: Buffer, bytes: Buffer, at: number): number | undefined {
    const to = Math.min(bytes.length, at + body.length - this.#filled)
    bytes.copy(body, this.#filled, at, to)
    this.#filled += to - at
    if (this.#filled < body.length) return to
    this.#body = undefined
    return this.#listener(this.#flags, body) ? to : undefined
  }
}

function readLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) === 0 ? bytes.readUInt32BE(at + 4) : Number.POSITIVE_INFINITY
}
