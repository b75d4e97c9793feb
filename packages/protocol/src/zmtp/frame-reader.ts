import { read, SMALLEST } from '../memory/buffer-pool.ts'
import { ALL_FLAGS, LONG, LONG_HEADER, SHORT_HEADER } from './frame.ts'
import { GREETING_BYTES } from './greeting.ts'

/** What hears of what comes by a connection. Each returns false if it may not be. */
export interface FrameListener {
  /** Gets the peer's greeting. */
  onGreeting(greeting: Buffer): boolean
  /** Gets each frame: its flags, and its body, which is nobody else's. */
  onFrame(flags: number, body: Buffer): boolean
}

/** Bytes that are read at a time while it is not known how many belong together: what is longer has its own memory. */
const GLANCE = SMALLEST

/** All readers look into the same memory: what is in it is done with before anybody reads on. */
const glance = Buffer.allocUnsafeSlow(GLANCE)

/**
 * Cuts what comes by a connection into the greeting and the frames. It says where the bytes that come next belong, so that
 * those of a long frame are read to where they stay.
 */
export class FrameReader {
  /** The most bytes that the body of a frame may have. */
  limit: number
  readonly #listener: FrameListener
  #hasGreeted = false
  /** A header that came only in part. */
  #rest: Buffer | undefined
  #flags = 0
  /** The body of a frame that came only in part, or the greeting, and how much of it is there. */
  #body: Buffer | undefined = Buffer.allocUnsafe(GREETING_BYTES)
  #filled = 0

  constructor(limit: number, listener: FrameListener) {
    this.limit = limit
    this.#listener = listener
  }

  /** Where the bytes that come next belong. */
  room(): Buffer {
    return this.#body?.subarray(this.#filled) ?? glance
  }

  /** Takes bytes that came where they belong. Returns false at a frame that is too long, or none, or is not taken. */
  take(count: number): boolean {
    if (this.#body === undefined) return this.#cut(glance.subarray(0, count))
    this.#filled += count
    return this.#filled < this.#body.length || this.#finish(this.#body)
  }

  #cut(seen: Buffer): boolean {
    const bytes = this.#rest === undefined ? seen : Buffer.concat([this.#rest, seen])
    this.#rest = undefined
    for (let at = 0; at < bytes.length; ) {
      const next = this.#begin(bytes, at)
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
      this.#rest = Buffer.from(bytes.subarray(at))
      return bytes.length
    }
    const length = (flags & LONG) === 0 ? (bytes[at + 1] as number) : readLength(bytes, at + 1)
    if (flags > ALL_FLAGS || length > this.limit) return undefined
    const to = from + length
    if (to <= bytes.length) return this.#listener.onFrame(flags, Buffer.from(bytes.subarray(from, to))) ? to : undefined
    this.#flags = flags
    this.#body = read.take(length)
    this.#filled = bytes.copy(this.#body, 0, from)
    return bytes.length
  }

  #finish(body: Buffer): boolean {
    this.#body = undefined
    this.#filled = 0
    if (this.#hasGreeted) return this.#listener.onFrame(this.#flags, body)
    this.#hasGreeted = true
    return this.#listener.onGreeting(body)
  }
}

function readLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) === 0 ? bytes.readUInt32BE(at + 4) : Number.POSITIVE_INFINITY
}
