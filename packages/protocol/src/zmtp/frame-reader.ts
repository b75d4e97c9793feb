import { MAX_UNPOOLED_BYTES } from '../memory/buffer-pool.ts'
import { receivePool } from '../memory/pools.ts'
import { ALL_FLAGS, LONG, LONG_HEADER, SHORT_HEADER } from './frame.ts'
import { GREETING_BYTES } from './greeting.ts'

/** Receives what arrives on a connection. Each method returns `false` if the connection must end. */
export interface FrameListener {
  /** Receives the peer's greeting. */
  onGreeting(greeting: Buffer): boolean
  /** Receives each frame: its flags and its body. The body belongs to the listener. */
  onFrame(flags: number, body: Buffer): boolean
}

/** All readers share this memory while they do not know the length of the next frame. Nothing stays in it between reads. */
const shared = Buffer.allocUnsafeSlow(MAX_UNPOOLED_BYTES)

/**
 * Splits a byte stream into the greeting and the frames. {@link FrameReader.target} says where the next bytes must go, so
 * that the body of a long frame is read directly into the buffer that it stays in.
 */
export class FrameReader {
  /** The most bytes that the body of a frame may have. */
  maxBodyBytes: number
  readonly #listener: FrameListener
  #hasGreeting = false
  /** The start of a header whose end has not arrived. */
  #partialHeader: Buffer | undefined
  #flags = 0
  /** The greeting, or the body of a frame, that has not arrived in full, and how many of its bytes have. */
  #body: Buffer | undefined = Buffer.allocUnsafe(GREETING_BYTES)
  #filled = 0

  constructor(maxBodyBytes: number, listener: FrameListener) {
    this.maxBodyBytes = maxBodyBytes
    this.#listener = listener
  }

  /** The buffer for the next bytes. */
  target(): Buffer {
    return this.#body?.subarray(this.#filled) ?? shared
  }

  /**
   * Processes the bytes that were written to the start of {@link FrameReader.target}. Returns `false` if the connection
   * must end: a frame is malformed or too long, or the listener refused it.
   */
  advance(count: number): boolean {
    if (this.#body === undefined) return this.#split(shared.subarray(0, count))
    this.#filled += count
    return this.#filled < this.#body.length || this.#complete(this.#body)
  }

  #split(received: Buffer): boolean {
    const bytes = this.#partialHeader === undefined ? received : Buffer.concat([this.#partialHeader, received])
    this.#partialHeader = undefined
    for (let at = 0; at < bytes.length; ) {
      const next = this.#readFrame(bytes, at)
      if (next === undefined) return false
      at = next
    }
    return true
  }

  /** Reads the frame that starts at an offset. Returns the offset of the next one, or `undefined` on a violation. */
  #readFrame(bytes: Buffer, at: number): number | undefined {
    const flags = bytes[at] as number
    const from = at + ((flags & LONG) === 0 ? SHORT_HEADER : LONG_HEADER)
    if (from > bytes.length) {
      this.#partialHeader = Buffer.from(bytes.subarray(at))
      return bytes.length
    }
    const length = (flags & LONG) === 0 ? (bytes[at + 1] as number) : readLength(bytes, at + 1)
    if (flags > ALL_FLAGS || length > this.maxBodyBytes) return undefined
    const to = from + length
    if (to <= bytes.length) return this.#listener.onFrame(flags, Buffer.from(bytes.subarray(from, to))) ? to : undefined
    this.#flags = flags
    this.#body = receivePool.acquire(length)
    this.#filled = bytes.copy(this.#body, 0, from)
    return bytes.length
  }

  #complete(body: Buffer): boolean {
    this.#body = undefined
    this.#filled = 0
    if (this.#hasGreeting) return this.#listener.onFrame(this.#flags, body)
    this.#hasGreeting = true
    return this.#listener.onGreeting(body)
  }
}

/** A length of eight bytes; infinite if it does not fit in four. */
function readLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) === 0 ? bytes.readUInt32BE(at + 4) : Number.POSITIVE_INFINITY
}
