/** How many pieces of one answer may wait to be read, and how many bytes, before its executor makes no more. */
const MOST_PIECES = 32
const MOST_BYTES = 64 * 1_024

/**
 * How many bytes the unread pieces of all answers may have. Together with what is on its way, and what the socket of each of 200
 * readers has taken, they stay within 16 MB.
 */
const MOST_BYTES_OF_ALL = 6 * 1_024 * 1_024

/** How much of each streamed answer may wait to be read: the more answers are streamed at once, the less. */
export class UnreadLimit {
  readonly pieces = MOST_PIECES
  #answers = 0

  /** Bytes of one answer. */
  get bytes(): number {
    return Math.min(MOST_BYTES, MOST_BYTES_OF_ALL / Math.max(1, this.#answers))
  }

  /** One more answer is streamed. */
  begin(): void {
    this.#answers += 1
  }

  /** One of them has ended. */
  end(): void {
    this.#answers -= 1
  }
}
