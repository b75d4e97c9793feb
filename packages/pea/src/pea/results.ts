import { decodeError, encodeError, type Message, type Piece, type WireError } from '@peaflow/protocol'
import type { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import { PieceDeliveries } from '../join/piece-deliveries.ts'
import type { Counters } from '../statistics/counters.ts'
import type { DataPlaneListener } from './data-plane-listener.ts'
import type { Taps } from './taps.ts'

const WHOLE = { shard: 0, shards: 1 } as const

/** What a Pea's results need. */
export interface ResultsOptions {
  readonly edges: OutgoingEdges
  /** The Pea is one of several replicas: its results stay messages of the shard that they were made from. */
  readonly isReplica: boolean
  readonly taps: Pick<Taps, 'isOn' | 'copy'>
  readonly counters: Counters
  readonly listener: Pick<DataPlaneListener, 'onFailed' | 'onProgress'>
}

interface Content {
  readonly isError: boolean
  readonly piece: Piece | undefined
  readonly payload: Uint8Array
}

/** Sends what has become of the requests in a Pea, on every edge out of it. */
export class Results {
  readonly #edges: OutgoingEdges
  readonly #isReplica: boolean
  readonly #taps: Pick<Taps, 'isOn' | 'copy'>
  readonly #counters: Counters
  readonly #listener: Pick<DataPlaneListener, 'onFailed' | 'onProgress'>

  constructor({ edges, isReplica, taps, counters, listener }: ResultsOptions) {
    this.#counters = counters
    this.#edges = edges
    this.#taps = taps
    this.#isReplica = isReplica
    this.#listener = listener
  }

  /** Passes a request on with the result of its call. */
  send(pending: PendingRequest, payload: Uint8Array): void {
    this.#sendPayload(pending, payload, false)
  }

  /** Passes a request on with an error. */
  fail(pending: PendingRequest, error: WireError): void {
    this.#counters.fail(pending.endpoint, error.code)
    this.#sendPayload(pending, encodeError(error), true)
  }

  /** Passes a request, or a piece of one, on as the single message that it arrived in. */
  forward(pending: PendingRequest): void {
    const { isError } = pending
    const piece = pending.answer?.take(!isError && pending.piece?.more === true)
    if (pending.isLike(piece) && (this.#isReplica || pending.shards === 1)) this.#sendAs(pending, pending)
    else this.#sendContent(pending, { isError, piece, payload: pending.payload })
  }

  /** Sends a piece of a request's answer, of which more follows. Resolves once links have taken it. */
  sendPiece(pending: PendingRequest, payload: Uint8Array, own?: Uint8Array): Promise<void> {
    const edges = this.#edges.size
    const message = this.#toMessage(pending, { isError: false, piece: pending.answer?.take(true), payload })
    if (this.#taps.isOn) this.#taps.copy('out', message)
    if (edges === 0) return Promise.resolve()
    return new Promise((onSent) => {
      this.#edges.send(message, new PieceDeliveries({ pending, edges, own, onSent }))
    })
  }

  /** Nothing more becomes of a piece of a request: what was made of it has been sent. */
  finish(pending: PendingRequest): void {
    pending.release()
    pending.sendOn(0)
    this.#listener.onProgress()
  }

  #sendPayload(pending: PendingRequest, payload: Uint8Array, isError: boolean): void {
    const piece = pending.answer?.take(!isError && pending.piece?.more === true)
    this.#sendContent(pending, { isError, piece, payload })
  }

  #sendContent(pending: PendingRequest, content: Content): void {
    const message = this.#toMessage(pending, content)
    pending.release()
    this.#sendAs(pending, message)
  }

  #toMessage(pending: PendingRequest, content: Content): Message {
    const { request, endpoint, deadline, attempt, tries, isUrgent, headers } = pending
    const { shard, shards } = this.#isReplica ? pending : WHOLE
    const payloadBytes = content.payload.length
    const routing = { request, endpoint, deadline, attempt, tries, shard, shards, isUrgent, headers }
    return { ...routing, ...content, payloadBytes }
  }

  #sendAs(pending: PendingRequest, message: Message): void {
    if (!message.piece?.more) this.#counters.served += 1
    if (this.#taps.isOn) this.#taps.copy('out', message)
    pending.sendOn(this.#edges.size)
    this.#edges.send(message, pending)
    if (this.#edges.size > 0) return
    // A side branch ends here. Its errors do not reach the answer, so the Flow is told.
    if (message.isError) this.#listener.onFailed(message.request, decodeError(message.payload))
    this.#listener.onProgress()
  }
}
