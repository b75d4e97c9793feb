import { RECORD, type ReceivedMessage } from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { Collector } from './collector.ts'
import type { PendingRequest } from './pending-request.ts'
import { Slots } from './slots.ts'

/** What makes a request complete. */
export interface JoinPlan {
  /** The edges into the Pea, in order: each brings one message of a request, or one for each shard. */
  readonly edges: readonly number[]
  /** The Pea is one of several replicas: every message is a request of its own. */
  readonly isReplica: boolean
}

/** What completing a request needs. */
export interface CompletionOptions {
  /** Encodes why the pieces of a message cannot be collected. */
  readonly encodeFailure: (thrown: unknown) => Uint8Array
}

/** A message, or a piece of one, that has arrived on an edge. */
export interface IncomingMessage {
  readonly edge: number
  readonly acknowledgement: Acknowledgement
  readonly message: ReceivedMessage
}

/** What has arrived of requests that are incomplete: messages on some of their edges, pieces of messages. */
export class Completion {
  plan: JoinPlan = { edges: [], isReplica: false }
  readonly #slots = new Map<number, Slots>()
  readonly #collector = new Collector()
  readonly #options: CompletionOptions

  constructor(options: CompletionOptions) {
    this.#options = options
  }

  /** Whether a message is a whole request. */
  isWhole({ shards }: Pick<ReceivedMessage, 'shards'>): boolean {
    const { edges, isReplica } = this.plan
    return isReplica || (edges.length === 1 && shards === 1)
  }

  /** Adds a message to its request. Returns whether that is complete now. An error completes it at once. */
  add(pending: PendingRequest, incoming: IncomingMessage): boolean {
    try {
      return this.#add(pending, incoming)
    } catch (thrown) {
      this.forget(pending.request)
      pending.spoil(this.#options.encodeFailure(thrown))
      return true
    }
  }

  /** The edges on which a message of a request is missing. */
  missing(request: number): readonly number[] {
    const { edges } = this.plan
    return this.#slots.get(request)?.missing(edges) ?? edges
  }

  /** The edges and shards on which messages of a request have arrived. */
  arrived(request: number): readonly (readonly [edge: number, shard: number])[] {
    return this.#slots.get(request)?.arrived() ?? []
  }

  forget(request: number): void {
    this.#slots.delete(request)
    this.#collector.delete(request)
  }

  #add(pending: PendingRequest, { edge, acknowledgement, message }: IncomingMessage): boolean {
    if (message.type === RECORD.ERROR || (message.piece === undefined && this.isWhole(message))) {
      pending.complete(message)
      return true
    }
    if (message.piece === undefined) return this.#join(pending, edge, { message, payload: message.payload })
    const payload = this.#collector.add(edge, acknowledgement, message)
    if (payload === undefined) return false
    if (!this.isWhole(message)) return this.#join(pending, edge, { message, payload })
    pending.complete(message, [payload])
    this.forget(message.request)
    return true
  }

  #join(
    pending: PendingRequest,
    edge: number,
    { message, payload }: { readonly message: ReceivedMessage; readonly payload: Uint8Array },
  ): boolean {
    const { request, shard, shards } = message
    const slots = this.#slots.get(request) ?? new Slots()
    this.#slots.set(request, slots)
    slots.add(edge, { shard, shards, payload, headers: message.headers })
    const payloads = slots.payloads(this.plan.edges)
    if (payloads === undefined) return false
    pending.complete(message, payloads)
    pending.headers = slots.headers(this.plan.edges)
    this.forget(request)
    return true
  }
}
