import type { Piece } from '@peaflow/protocol'

/** The streamed answer that a Pea makes of a request: numbers its pieces. */
export class Answer {
  #next = 0
  #hasEnded = false

  /** Whether its last piece has been made. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** The next piece. */
  take(more: boolean): Piece {
    const piece = { index: this.#next, more }
    this.#next += 1
    this.#hasEnded = !more
    return piece
  }

  /** Begins anew. */
  restart(): void {
    this.#next = 0
    this.#hasEnded = false
  }
}
