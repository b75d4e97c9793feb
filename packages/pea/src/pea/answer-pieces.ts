import { setImmediate } from 'node:timers/promises'
import type { PieceReceiver } from '../executor/host.ts'
import { Answer } from '../join/answer.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { DataPlane } from './data-plane.ts'
import type { Results } from './results.ts'
import type { Suspensions } from './suspensions.ts'

/**
 * After how many pieces the event loop turns. A generator that never waits would otherwise keep out the order to suspend it,
 * until it has used all credit of its link, which other answers need.
 */
const PIECES_AT_ONCE = 8

/** What the pieces of an answer need. */
export interface AnswerPiecesOptions {
  readonly dataPlane: Pick<DataPlane, 'flush'> & { readonly results: Pick<Results, 'sendPiece'> }
  readonly suspensions: Pick<Suspensions, 'wait'>
  /** Whether the memory of a payload can be reused once it has been sent. */
  readonly ownsPayloads: boolean
}

/** Sends the pieces that an executor yields during one call. */
export class AnswerPieces implements PieceReceiver {
  /** Whether the answer is streamed. */
  isStreamed = false
  #taken = 0
  readonly #pending: PendingRequest
  readonly #options: AnswerPiecesOptions

  constructor(pending: PendingRequest, options: AnswerPiecesOptions) {
    this.#pending = pending
    this.#options = options
  }

  begin(): void {
    this.isStreamed = true
    this.#pending.answer ??= new Answer()
    // The record that this call has begun leaves before its first piece: a piece is not sent again if this Pea dies.
    this.#options.dataPlane.flush()
  }

  async take(payload: Uint8Array): Promise<void> {
    const { dataPlane, suspensions, ownsPayloads } = this.#options
    const pending = this.#pending
    if (pending.state !== 'running') return
    await dataPlane.results.sendPiece(pending, payload, ownsPayloads ? payload : undefined)
    this.#taken += 1
    if (this.#taken % PIECES_AT_ONCE === 0) await setImmediate()
    await suspensions.wait(pending.request)
  }
}
