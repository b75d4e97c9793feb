import { MAX_UNPOOLED_BYTES, releaseBuffer } from '../memory/buffer-pool.ts'
import { receivePool } from '../memory/pools.ts'
import { ALL_FLAGS, COMMAND, LONG, LONG_HEADER, MORE, SHORT_HEADER } from './frame.ts'
import { GREETING_BYTES } from './greeting.ts'

/** Receives what arrives on a connection. Each method returns `false` if the connection must end. */
export interface FrameListener {
  /** Receives the peer's greeting. */
  onGreeting(greeting: Buffer): boolean
  /** A frame begins, of this many bytes with its header. */
  onHeader(bytes: number): boolean
  /** Receives each frame: its flags and its body. The body belongs to the listener. */
  onFrame(flags: number, body: Buffer): boolean
}

/** Bytes of a frame up to which the memory for all of it is taken at once. */
const MAX_IMMEDIATE_BYTES = 2 * 1_024 * 1_024

/** How many times as much memory is taken when that is full. The larger it is, the fewer bytes are copied: a third. */
const GROWTH = 4

const COMMAND_WITH_MORE = COMMAND | MORE

/** All readers share this memory while they do not know the length of the next frame. Nothing stays in it between reads. */
const shared = Buffer.allocUnsafeSlow(MAX_UNPOOLED_BYTES)

/**
 * Splits a byte stream into the greeting and the frames. {@link FrameReader.target} says where the next bytes must go, so
 * that the body of a long frame is read directly into the buffer that it stays in. A peer that announces a very long frame gets
 * memory for it only as its bytes arrive.
 */
export class FrameReader {
  readonly #listener: FrameListener
  #hasGreeting = false
  /** The start of a header whose end has not arrived. */
  #partialHeader: Buffer | undefined
  #flags = 0
  /** Memory for the greeting, or for the body of a frame, that has not arrived in full. */
  #body: Buffer | undefined = Buffer.allocUnsafe(GREETING_BYTES)
  /** How many bytes of it there will be, and are. */
  #length = GREETING_BYTES
  #filled = 0

  constructor(listener: FrameListener) {
    this.#listener = listener
  }

  /** The buffer for the next bytes. */
  target(): Buffer {
    return this.#body?.subarray(this.#filled) ?? shared
  }

  /**
   * Processes the bytes that were written to the start of {@link FrameReader.target}. Returns `false` if the connection
   * must end: a frame is malformed, or the listener refused it.
   */
  advance(count: number): boolean {
    if (this.#body === undefined) return this.#split(shared.subarray(0, count))
    this.#filled += count
    if (this.#filled === this.#length) return this.#complete(this.#body)
    if (this.#filled === this.#body.length) this.#body = this.#grow(this.#body)
    return true
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
    if (!areFlags(flags) || !this.#listener.onHeader(from - at + length)) return undefined
    const to = from + length
    if (to <= bytes.length) return this.#listener.onFrame(flags, Buffer.from(bytes.subarray(from, to))) ? to : undefined
    this.#flags = flags
    this.#length = length
    this.#body = receivePool.acquire(Math.min(length, MAX_IMMEDIATE_BYTES))
    this.#filled = bytes.copy(this.#body, 0, from)
    return bytes.length
  }

  #grow(full: Buffer): Buffer {
    const body = receivePool.acquire(Math.min(this.#length, full.length * GROWTH))
    full.copy(body)
    releaseBuffer(full)
    return body
  }

  #complete(body: Buffer): boolean {
    this.#body = undefined
    this.#filled = 0
    if (this.#hasGreeting) return this.#listener.onFrame(this.#flags, body)
    this.#hasGreeting = true
    return this.#listener.onGreeting(body)
  }
}

/** A command is a single frame. */
function areFlags(flags: number): boolean {
  return flags <= ALL_FLAGS && (flags & COMMAND_WITH_MORE) !== COMMAND_WITH_MORE
}

/** A length of eight bytes; infinite if it does not fit in four. */
function readLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) === 0 ? bytes.readUInt32BE(at + 4) : Number.POSITIVE_INFINITY
}
