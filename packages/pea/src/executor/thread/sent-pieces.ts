import { releaseBuffer } from '@peaflow/protocol'
import type { PieceReceiver } from '../host.ts'
import { type FromThread, toThreadPayloads } from './messages.ts'

type Send = (message: FromThread, transfer?: ArrayBuffer[]) => void

/** The pieces that a thread has sent to its Pea: of each call at most one that has not been taken. */
export class SentPieces {
  readonly #send: Send
  /** What goes on once the piece of a call has been taken. */
  readonly #untaken = new Map<number, () => void>()

  constructor(send: Send) {
    this.#send = send
  }

  /** Takes the pieces of one call. */
  of(id: number): PieceReceiver {
    return {
      begin: () => this.#send({ type: 'streams', id }),
      take: (payload) => {
        const { own, transfer } = toThreadPayloads([payload])
        releaseBuffer(payload)
        return new Promise((resolve) => {
          this.#untaken.set(id, resolve)
          this.#send({ type: 'piece', id, payload: own[0] as Uint8Array }, transfer)
        })
      },
    }
  }

  /** The Pea has taken the piece of a call, or the call has ended. */
  taken(id: number): void {
    const resume = this.#untaken.get(id)
    this.#untaken.delete(id)
    resume?.()
  }
}
