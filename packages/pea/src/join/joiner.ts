import { type Batch, MAX_ATTEMPT, RECORD, type ReceivedMessage, SequenceMap } from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { RelayedBatch } from '../link/relayed-batch.ts'
import { DuplicateFilter } from './duplicate-filter.ts'
import { EndedRequests, type StillOpen } from './ended-requests.ts'
import { PendingRequest } from './pending-request.ts'
import { Slots } from './slots.ts'

/** What makes a request complete. */
export interface JoinPlan {
  /** The edges into the Pea, in order: each brings one message of a request, or one for each shard. */
  readonly edges: readonly number[]
  /** The Pea is one of several replicas: every message is a request of its own. */
  readonly isReplica: boolean
}

/** What a joiner needs to know of its Pea. */
export interface JoinerOptions {
  /** A request that is over stays over, also for attempts that the gateway makes later: only the gateway itself knows. */
  readonly isFinal: boolean
  /** The gateway has given a request again: what the Pea holds of the attempts before is to be dropped. */
  readonly onSuperseded: (request: number) => void
}

/** The requests in a Pea: joins the messages of each, and recognizes repeats. */
export class Joiner {
  readonly #pending = new SequenceMap<PendingRequest>()
  readonly #slots = new Map<number, Slots>()
  readonly #duplicates: DuplicateFilter
  readonly #relayed = new Set<RelayedBatch>()
  readonly #ended = new EndedRequests()
  readonly #options: JoinerOptions
  #plan: JoinPlan = { edges: [], isReplica: false }

  constructor(options: JoinerOptions) {
    this.#options = options
    this.#duplicates = new DuplicateFilter(options)
  }

  /** How many requests are pending; a relayed batch counts as one. */
  get size(): number {
    return this.#pending.size + this.#relayed.size
  }

  wire(plan: JoinPlan): void {
    this.#plan = plan
  }

  /** All pending requests, without those of relayed batches. */
  values(): readonly PendingRequest[] {
    return Array.from(this.#pending.entries(), ([, pending]) => pending)
  }

  get(request: number): PendingRequest | undefined {
    return this.#pending.get(request)
  }

  /** Adds a message. Returns its request if that is complete now. */
  add(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): PendingRequest | undefined {
    if (message.attempt > 0) this.#supersede(message)
    const pending = this.#pending.get(message.request) ?? this.#open(message)
    if (pending === undefined || pending.attempt !== message.attempt) {
      this.#acknowledgeRepeat(acknowledgement, message.request)
      return undefined
    }
    pending.addAck(acknowledgement)
    pending.tries = Math.max(pending.tries, message.tries)
    if (message.isUrgent) pending.isUrgent = true
    if (pending.state === 'joining' && this.#join(pending, edge, message)) return pending
    // It waits for the other messages, or is a repeat: in both cases it must not take the credit of those behind it.
    acknowledgement.processed()
    return undefined
  }

  /** Whether each message of a batch is a whole request. */
  isWhole({ isSharded }: Batch): boolean {
    const { edges, isReplica } = this.#plan
    return isReplica || (edges.length === 1 && !isSharded)
  }

  /** Marks the requests of a batch as over. Returns `false`, and marks none, if one of them is a repeat. */
  claim(batch: Batch): boolean {
    const { count, deadline } = batch
    for (let index = 0; index < count; index += 1) {
      const request = batch.requestAt(index)
      if (this.#duplicates.has(request) || this.#pending.get(request) !== undefined) {
        for (let claimed = 0; claimed < index; claimed += 1) this.#duplicates.delete(batch.requestAt(claimed))
        return false
      }
      this.#duplicates.add(request, deadline)
    }
    return true
  }

  /** Takes a batch that is to be relayed. Returns `undefined` if one of its requests is a repeat. */
  relay(batch: Batch, acknowledgement: Acknowledgement): RelayedBatch | undefined {
    if (!this.claim(batch)) return undefined
    const relayed = new RelayedBatch(batch, acknowledgement, this.#onBatchReceived)
    this.#relayed.add(relayed)
    return relayed
  }

  /** The edges on which a message of a pending request is missing. */
  missing(pending: PendingRequest): readonly number[] {
    return this.#slots.get(pending.request)?.missing(this.#plan.edges) ?? this.#plan.edges
  }

  /** Marks every attempt of a request as over, of which nothing is pending. */
  markOver(request: number, deadline: number): void {
    this.#duplicates.add(request, deadline, MAX_ATTEMPT)
  }

  /** Whether an attempt of a request is over, so that any further message of it is a repeat. */
  isOver(request: number, attempt = 0): boolean {
    return this.#duplicates.has(request, attempt)
  }

  /** The edges and shards on which messages of a pending request have arrived. */
  arrived(request: number): readonly (readonly [edge: number, shard: number])[] {
    return this.#slots.get(request)?.arrived() ?? []
  }

  /** Takes in which requests are open. Returns those that have ended, and wait for a message that may not come any more. */
  takeOpen(open: StillOpen): readonly number[] {
    this.#ended.update(open)
    const joining = this.values().filter(({ state }) => state === 'joining')
    return joining.map(({ request }) => request).filter((request) => this.#ended.has(request))
  }

  sweep(now: number): void {
    this.#duplicates.sweep(now)
  }

  /** A later attempt than any so far: nothing becomes of the earlier ones. */
  #supersede({ request, attempt }: ReceivedMessage): void {
    const pending = this.#pending.get(request)
    if (pending === undefined ? this.#duplicates.has(request, attempt) : pending.attempt >= attempt) return
    this.#options.onSuperseded(request)
    this.#pending.delete(request)
    this.#slots.delete(request)
  }

  #open(message: ReceivedMessage): PendingRequest | undefined {
    if (this.#duplicates.has(message.request, message.attempt)) return undefined
    if (this.#ended.has(message.request) && !this.#isWhole(message)) return undefined
    const pending = new PendingRequest(message, this.#onRequestReceived)
    this.#pending.add(message.request, pending)
    return pending
  }

  /** A repeat of a message that is being relayed is settled together with the batch, and any other repeat at once. */
  #acknowledgeRepeat(acknowledgement: Acknowledgement, request: number): void {
    acknowledgement.processed()
    const relayed = [...this.#relayed].find(({ batch }) => batch.has(request))
    if (relayed === undefined) acknowledgement.settled()
    else relayed.addAck(acknowledgement)
  }

  /** Returns whether the request is complete now. An error completes it at once. */
  #join(pending: PendingRequest, edge: number, message: ReceivedMessage): boolean {
    const { edges } = this.#plan
    if (message.type === RECORD.ERROR || this.#isWhole(message)) {
      pending.complete(message)
      return true
    }
    const slots = this.#slots.get(message.request) ?? new Slots()
    this.#slots.set(message.request, slots)
    slots.add(edge, message)
    const payloads = slots.payloads(edges)
    if (payloads === undefined) return false
    pending.complete(message, payloads)
    this.#slots.delete(message.request)
    return true
  }

  /** Whether a message is a whole request. */
  #isWhole({ shards }: ReceivedMessage): boolean {
    const { edges, isReplica } = this.#plan
    return isReplica || (edges.length === 1 && shards === 1)
  }

  readonly #onRequestReceived = (pending: PendingRequest): void => {
    if (this.#pending.get(pending.request) === pending) {
      this.#pending.delete(pending.request)
      this.#slots.delete(pending.request)
    }
    this.#duplicates.add(pending.request, pending.deadline, pending.attempt)
  }

  readonly #onBatchReceived = (relayed: RelayedBatch): void => {
    this.#relayed.delete(relayed)
  }
}
