import { FlowError } from '@peaflow/core'
import { MAX_FRAME_BYTES, type ReceivedMessage } from '@peaflow/protocol'
import { joinPayloads } from '../document/payload-layout.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { PieceRun } from './piece-run.ts'

/** The pieces of one message that have arrived. */
interface Collected {
  readonly run: PieceRun
  pieces: Uint8Array[]
  bytes: number
}

/** Collects the pieces of messages: each becomes one message, whose documents are those of its pieces, in order. */
export class Collector {
  /** By request, then by edge and shard. */
  readonly #messages = new Map<number, Map<string, Collected>>()

  /**
   * Adds a piece. Returns the payload of its message once that is complete.
   *
   * @throws FlowError `REQUEST_SIZE` if the message is larger than a payload may be, `REQUEST_PAYLOAD` if a piece is not valid.
   */
  add(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): Uint8Array | undefined {
    const { piece, payloadBytes } = message
    const collected = this.#of(edge, message)
    const order = piece === undefined ? 'repeat' : collected.run.take(piece, acknowledgement)
    if (order === 'repeat') return undefined
    if (order === 'anew') {
      collected.pieces = []
      collected.bytes = 0
    }
    collected.bytes += payloadBytes
    if (collected.bytes > MAX_FRAME_BYTES) throw tooLarge()
    // A view would retain the whole pack that it arrived in.
    collected.pieces.push(Buffer.from(message.payload))
    return collected.run.isComplete ? joinPieces(collected.pieces) : undefined
  }

  delete(request: number): void {
    this.#messages.delete(request)
  }

  #of(edge: number, { request, shard }: ReceivedMessage): Collected {
    const ofRequest = this.#messages.get(request) ?? new Map<string, Collected>()
    this.#messages.set(request, ofRequest)
    const key = `${edge} ${shard}`
    const collected = ofRequest.get(key) ?? { run: new PieceRun(), pieces: [], bytes: 0 }
    ofRequest.set(key, collected)
    return collected
  }
}

function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces
  return first !== undefined && pieces.length === 1 ? first : joinPayloads(pieces, 'a piece of an answer')
}

/** The error of an answer whose pieces together are larger than a payload may be. */
export function tooLarge(): FlowError {
  const most = `${MAX_FRAME_BYTES / 1_048_576} MB`
  return new FlowError('REQUEST_SIZE', `the pieces of an answer take more than ${most} together`, {
    hint: 'Read the answer piece by piece, or let the executor yield less',
  })
}
