import type { Piece } from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'

/**
 * What a piece is at its receiver: the next one; the first one of an answer that begins anew, so that all before it is
 * void; or a repeat.
 */
export type PieceOrder = 'next' | 'anew' | 'repeat'

/**
 * The pieces of one answer as they arrive. All of them come on one session of one link, in order. The first piece, on any
 * link, begins the answer anew: its sender, or one before that, has died, and the answer is made again.
 */
export class PieceRun {
  #next = 0
  #session: Acknowledgement | undefined
  #isComplete = false

  /** Whether the last piece has arrived, or none is wanted any more: all that comes now are repeats. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** Takes in that a piece has arrived, with its acknowledgement. */
  take({ index, more }: Piece, acknowledgement: Acknowledgement): PieceOrder {
    if (this.#isComplete) return 'repeat'
    const isNext = index === this.#next && this.#session?.isOfSameSession(acknowledgement) === true
    if (index > 0 && !isNext) return 'repeat'
    const order = index === 0 && this.#next > 0 ? 'anew' : 'next'
    this.#session = acknowledgement
    this.#next = index + 1
    this.#isComplete = !more
    return order
  }

  /** Wants no further piece. */
  close(): void {
    this.#isComplete = true
  }
}
