import { type Batch, RECORD, type ReceivedMessage, SequenceMap } from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { RelayedBatch } from '../link/relayed-batch.ts'
import { DuplicateFilter } from './duplicate-filter.ts'
import { type PendingListener, PendingRequest } from './pending-request.ts'
import { Slots } from './slots.ts'

/** What a Pea gathers from. */
export interface JoinPlan {
  /** The edges into the Pea, in order: each brings one part, or one for each shard. */
  readonly edges: readonly number[]
  /** Each part stands for itself: the Pea is one of several replicas. */
  readonly isReplica: boolean
}

/** The requests that a Pea holds: gathers the parts of each, and knows repeats. */
export class Joiner implements PendingListener {
  readonly #pending = new SequenceMap<PendingRequest>()
  readonly #slots = new Map<number, Slots>()
  readonly #duplicates = new DuplicateFilter()
  readonly #relayed = new Set<RelayedBatch>()
  #plan: JoinPlan = { edges: [], isReplica: false }

  get size(): number {
    return this.#pending.size + this.#relayed.size
  }

  wire(plan: JoinPlan): void {
    this.#plan = plan
  }

  /** All that is held. */
  values(): readonly PendingRequest[] {
    return Array.from(this.#pending.entries(), ([, pending]) => pending)
  }

  get(request: number): PendingRequest | undefined {
    return this.#pending.get(request)
  }

  /** Takes a part. Returns its request if that is complete now. */
  take(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): PendingRequest | undefined {
    const pending = this.#pending.get(message.request) ?? this.#open(message)
    if (pending === undefined) {
      this.#repeat(acknowledgement, message.request)
      return undefined
    }
    pending.addAck(acknowledgement)
    if (message.isUrgent) pending.isUrgent = true
    if (pending.state === 'joining' && this.#add({ pending, edge, message })) return pending
    acknowledgement.processed() // it waits for the other parts, or is a repeat: neither may stop those behind it
    return undefined
  }

  /** Whether each part of a run is all there is of its request. */
  isComplete({ isSharded }: Batch): boolean {
    const { edges, isReplica } = this.#plan
    return isReplica || (edges.length === 1 && !isSharded)
  }

  /** Takes the parts of a run as over. Returns false, and takes none, if one of them came before. */
  close(batch: Batch): boolean {
    const { count, deadline } = batch
    for (let index = 0; index < count; index += 1) {
      const request = batch.requestAt(index)
      if (this.#duplicates.has(request) || this.#pending.get(request) !== undefined) {
        for (let before = 0; before < index; before += 1) this.#duplicates.delete(batch.requestAt(before))
        return false
      }
      this.#duplicates.add(request, deadline)
    }
    return true
  }

  /** Takes the parts of a run to be passed on as they came; nothing if one of them came before. */
  pass(batch: Batch, acknowledgement: Acknowledgement): RelayedBatch | undefined {
    if (!this.close(batch)) return undefined
    const relayed = new RelayedBatch(batch, acknowledgement, () => this.#relayed.delete(relayed))
    this.#relayed.add(relayed)
    return relayed
  }

  /** The edges whose parts a held request waits for. */
  missing(pending: PendingRequest): readonly number[] {
    return this.#slots.get(pending.request)?.missing(this.#plan.edges) ?? this.#plan.edges
  }

  onEnd(pending: PendingRequest): void {
    this.#pending.delete(pending.request)
    this.#slots.delete(pending.request)
    this.#duplicates.add(pending.request, pending.deadline)
  }

  /** Remembers that a request is over, though nothing of it is here. */
  forget(request: number, deadline: number): void {
    this.#duplicates.add(request, deadline)
  }

  /** Whether a request was finished here. */
  isOver(request: number): boolean {
    return this.#duplicates.has(request)
  }

  sweep(now: number): void {
    this.#duplicates.sweep(now)
  }

  #open(message: ReceivedMessage): PendingRequest | undefined {
    if (this.#duplicates.has(message.request)) return undefined
    const pending = new PendingRequest(message, this)
    this.#pending.add(message.request, pending)
    return pending
  }

  /** What repeats a part that is on its way is done with it. */
  #repeat(acknowledgement: Acknowledgement, request: number): void {
    acknowledgement.processed()
    const relayed = [...this.#relayed].find(({ batch }) => batch.has(request))
    if (relayed === undefined) acknowledgement.settled()
    else relayed.addAck(acknowledgement)
  }

  #add({ pending, edge, message }: Gathered): boolean {
    const { edges, isReplica } = this.#plan
    const standsAlone = isReplica || (edges.length === 1 && message.shards === 1)
    if (message.type === RECORD.ERROR || standsAlone) {
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
}

interface Gathered {
  readonly pending: PendingRequest
  readonly edge: number
  readonly message: ReceivedMessage
}
