import { decodeError, encodeError, type Message, type WireError } from '@peaflow/protocol'
import type { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { DataPlaneListener } from './data-plane-listener.ts'

const WHOLE = { shard: 0, shards: 1 } as const

/** What a Pea's results need. */
export interface ResultsOptions {
  readonly edges: OutgoingEdges
  /** The Pea is one of several replicas: its results stay messages of the shard that they were made from. */
  readonly isReplica: boolean
  readonly listener: Pick<DataPlaneListener, 'onFailed' | 'onProgress'>
}

/** Sends what has become of the requests in a Pea, on every edge out of it. */
export class Results {
  /** How many requests have been passed on. */
  served = 0
  readonly #edges: OutgoingEdges
  readonly #isReplica: boolean
  readonly #listener: Pick<DataPlaneListener, 'onFailed' | 'onProgress'>

  constructor({ edges, isReplica, listener }: ResultsOptions) {
    this.#edges = edges
    this.#isReplica = isReplica
    this.#listener = listener
  }

  /** Passes a request on with the result of its call. */
  send(pending: PendingRequest, payload: Uint8Array): void {
    this.#sendPayload(pending, payload, false)
  }

  /** Passes a request on with an error. */
  fail(pending: PendingRequest, error: WireError): void {
    this.#sendPayload(pending, encodeError(error), true)
  }

  /** Passes a request on as the single message that it arrived in. */
  forward(pending: PendingRequest): void {
    if (this.#isReplica || pending.shards === 1) this.#sendAs(pending, pending)
    else this.#sendPayload(pending, pending.payload, pending.isError)
  }

  #sendPayload(pending: PendingRequest, payload: Uint8Array, isError: boolean): void {
    const { request, endpoint, deadline, attempt, tries, isUrgent } = pending
    const { shard, shards } = this.#isReplica ? pending : WHOLE
    const payloadBytes = payload.length
    const content = { isError, payload, payloadBytes }
    pending.release()
    this.#sendAs(pending, { request, endpoint, deadline, attempt, tries, shard, shards, isUrgent, ...content })
  }

  #sendAs(pending: PendingRequest, message: Message): void {
    this.served += 1
    pending.sendOn(this.#edges.size)
    this.#edges.send(message, pending)
    if (this.#edges.size > 0) return
    // A side branch ends here. Its errors do not reach the answer, so the Flow is told.
    if (message.isError) this.#listener.onFailed(message.request, decodeError(message.payload))
    this.#listener.onProgress()
  }
}
