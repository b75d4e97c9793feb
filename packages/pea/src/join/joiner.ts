import { type Batch, MAX_ATTEMPT, type ReceivedMessage, SequenceMap } from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { RelayedBatch } from '../link/relayed-batch.ts'
import { Completion, type CompletionOptions, type JoinPlan } from './completion.ts'
import { DuplicateFilter } from './duplicate-filter.ts'
import { EndedRequests, type StillOpen } from './ended-requests.ts'
import { PendingRequest } from './pending-request.ts'

/** What a joiner needs to know of its Pea. */
export interface JoinerOptions extends CompletionOptions {
  /** A request that is over stays over, also for attempts that the gateway makes later: only the gateway itself knows. */
  readonly isFinal: boolean
  /** The gateway has given a request again: what the Pea holds of the attempts before is to be dropped. */
  readonly onSuperseded: (request: number) => void
}

/** The requests in a Pea: joins the messages of each, and recognizes repeats. */
export class Joiner {
  readonly #pending = new SequenceMap<PendingRequest>()
  readonly #completion: Completion
  readonly #duplicates: DuplicateFilter
  readonly #relayed = new Set<RelayedBatch>()
  readonly #ended = new EndedRequests()
  readonly #options: JoinerOptions

  constructor(options: JoinerOptions) {
    this.#options = options
    this.#duplicates = new DuplicateFilter(options)
    this.#completion = new Completion(options)
  }

  /** How many requests are pending; a relayed batch counts as one. */
  get size(): number {
    return this.#pending.size + this.#relayed.size
  }

  /** How many requests are pending, those of relayed batches too. */
  get requests(): number {
    let relayed = 0
    for (const { batch } of this.#relayed) relayed += batch.count
    return this.#pending.size + relayed
  }

  wire(plan: JoinPlan): void {
    this.#completion.plan = plan
  }

  /** All pending requests, without those of relayed batches. */
  values(): readonly PendingRequest[] {
    return Array.from(this.#pending.entries(), ([, pending]) => pending)
  }

  get(request: number): PendingRequest | undefined {
    return this.#pending.get(request)
  }

  /** Adds a message, or a piece of one. Returns its request if that is complete now. */
  add(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): PendingRequest | undefined {
    if (message.attempt > 0) this.supersede(message)
    const pending = this.#pending.get(message.request) ?? this.#open(message)
    if (pending === undefined || pending.attempt !== message.attempt) {
      this.acknowledgeRepeat(acknowledgement, message.request)
      return undefined
    }
    pending.addAck(acknowledgement)
    pending.tries = Math.max(pending.tries, message.tries)
    if (message.isUrgent) pending.isUrgent = true
    if (pending.state === 'joining' && this.#completion.add(pending, { edge, acknowledgement, message })) return pending
    // It waits for the other messages, or is a repeat: in both cases it must not take the credit of those behind it.
    acknowledgement.processed()
    return undefined
  }

  /** Whether each message of a batch is a whole request. */
  isWhole({ isSharded }: Batch): boolean {
    return this.#completion.isWhole({ shards: isSharded ? 2 : 1 })
  }

  /** Whether a message is a whole request. */
  isWholeMessage(message: Pick<ReceivedMessage, 'shards'>): boolean {
    return this.#completion.isWhole(message)
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
    return this.#completion.missing(pending.request)
  }

  /** Marks a request as over, of which nothing is pending: every attempt of it, or those up to this one. */
  markOver(request: number, deadline: number, attempt: number = MAX_ATTEMPT): void {
    this.#duplicates.add(request, deadline, attempt)
  }

  /** Whether an attempt of a request is over, so that any further message of it is a repeat. */
  isOver(request: number, attempt = 0): boolean {
    return this.#duplicates.has(request, attempt)
  }

  /** The edges and shards on which messages of a pending request have arrived. */
  arrived(request: number): readonly (readonly [edge: number, shard: number])[] {
    return this.#completion.arrived(request)
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
  supersede({ request, attempt }: Pick<ReceivedMessage, 'request' | 'attempt'>): void {
    const pending = this.#pending.get(request)
    if (pending === undefined ? this.#duplicates.has(request, attempt) : pending.attempt >= attempt) return
    this.#options.onSuperseded(request)
    this.#pending.delete(request)
    this.#completion.forget(request)
  }

  #open(message: ReceivedMessage): PendingRequest | undefined {
    if (this.#duplicates.has(message.request, message.attempt)) return undefined
    if (this.#ended.has(message.request) && !this.#completion.isWhole(message)) return undefined
    const pending = new PendingRequest(message, this.#onRequestReceived)
    this.#pending.add(message.request, pending)
    return pending
  }

  /** A repeat of a message that is being relayed is settled together with the batch, and any other repeat at once. */
  acknowledgeRepeat(acknowledgement: Acknowledgement, request: number): void {
    acknowledgement.processed()
    const relayed = [...this.#relayed].find(({ batch }) => batch.has(request))
    if (relayed === undefined) acknowledgement.settled()
    else relayed.addAck(acknowledgement)
  }

  readonly #onRequestReceived = (pending: PendingRequest): void => {
    if (this.#pending.get(pending.request) === pending) {
      this.#pending.delete(pending.request)
      this.#completion.forget(pending.request)
    }
    this.#duplicates.add(pending.request, pending.deadline, pending.attempt)
  }

  readonly #onBatchReceived = (relayed: RelayedBatch): void => {
    this.#relayed.delete(relayed)
  }
}
