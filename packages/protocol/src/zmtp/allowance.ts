/** The most bytes that a peer may send before it is known, its greeting and handshake included. */
export const MAX_UNKNOWN_BYTES = 4_096

/** The most frames of messages that a peer may send before it is known. */
const MAX_UNKNOWN_FRAMES = 1

/** The most bytes of a message: one payload of the largest size, and a pack of small ones beside it. */
export const MAX_MESSAGE_BYTES = 129 * 1_024 * 1_024

/** The most frames of a message. */
const MAX_MESSAGE_FRAMES = 8_192

/** What a peer may still send: in all until it is known, then for each message anew. */
export class Allowance {
  #isKnown = false
  #bytes = MAX_UNKNOWN_BYTES
  #frames = MAX_UNKNOWN_FRAMES

  /** Whether the peer is known. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** The peer is known from now on. */
  trust(): void {
    this.#isKnown = true
    this.refill()
  }

  /** Takes this many bytes, which are about to arrive. Returns `false` if they are too many. */
  takeBytes(count: number): boolean {
    this.#bytes -= count
    return this.#bytes >= 0
  }

  /** Takes a frame of a message. Returns `false` if it is one too many. */
  takeFrame(): boolean {
    this.#frames -= 1
    return this.#frames >= 0
  }

  /** A message is complete: allows another one of the full size, if the peer is known. */
  refill(): void {
    if (!this.#isKnown) return
    this.#bytes = MAX_MESSAGE_BYTES
    this.#frames = MAX_MESSAGE_FRAMES
  }
}
