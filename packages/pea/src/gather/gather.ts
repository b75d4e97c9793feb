import type { Receipt } from '../lane/receipt.ts'
import { NO_DEADLINE } from '../wire/protocol.ts'
import { type DataRecord, RECORD } from '../wire/record.ts'
import { Held, type HeldListener } from './held.ts'
import { Seen } from './seen.ts'
import { Slots } from './slots.ts'
import { Table } from './table.ts'

/** What a Pea gathers from. */
export interface GatherPlan {
  /** The edges into the Pea, in order: each brings one part, or one for each shard. */
  readonly edges: readonly number[]
  /** Each part stands for itself: the Pea is one of several replicas. */
  readonly isReplica: boolean
}

/** The requests that a Pea holds: gathers the parts of each, and knows repeats. */
export class Gather implements HeldListener {
  readonly #held = new Table<Held>()
  readonly #slots = new Map<number, Slots>()
  readonly #seen = new Seen()
  #plan: GatherPlan = { edges: [], isReplica: false }

  get size(): number {
    return this.#held.size
  }

  wire(plan: GatherPlan): void {
    this.#plan = plan
  }

  /** All that is held. */
  values(): readonly Held[] {
    return Array.from(this.#held.entries(), ([, held]) => held)
  }

  get(request: number): Held | undefined {
    return this.#held.get(request)
  }

  /** Takes a part. Returns its request if that is complete now. */
  take(edge: number, receipt: Receipt, part: DataRecord): Held | undefined {
    const held = this.#held.get(part.request) ?? this.#open(part)
    if (held === undefined) {
      receipt.finish()
      receipt.done()
      return undefined
    }
    held.owe(receipt)
    if (part.isUrgent) held.isUrgent = true
    if (held.state === 'gathering' && this.#add({ held, edge, part })) return held
    receipt.finish() // it waits for the other parts, or is a repeat: neither may stop those behind it
    return undefined
  }

  /** The edges whose parts a held request waits for. */
  missing(held: Held): readonly number[] {
    return this.#slots.get(held.request)?.missing(this.#plan.edges) ?? this.#plan.edges
  }

  onDone(held: Held): void {
    this.#held.delete(held.request)
    this.#slots.delete(held.request)
    this.#seen.add(held.request, held.deadline)
  }

  /** Remembers that a request is over, though nothing of it is here. */
  close(request: number, deadline: number): void {
    this.#seen.add(request, deadline)
  }

  /** Whether a request was finished here. */
  isOver(request: number): boolean {
    return this.#seen.has(request)
  }

  sweep(now: number): void {
    this.#seen.sweep(now)
  }

  #open(part: DataRecord): Held | undefined {
    if (this.#seen.has(part.request)) return undefined
    const { timeLeft } = part
    const deadline = timeLeft === NO_DEADLINE ? Number.POSITIVE_INFINITY : performance.now() + timeLeft
    const held = new Held(part, deadline, this)
    this.#held.add(part.request, held)
    return held
  }

  #add({ held, edge, part }: Gathered): boolean {
    const { edges, isReplica } = this.#plan
    const standsAlone = isReplica || (edges.length === 1 && part.shards === 1)
    if (part.type === RECORD.ERROR || standsAlone) {
      held.complete(part)
      return true
    }
    const slots = this.#slots.get(part.request) ?? new Slots()
    this.#slots.set(part.request, slots)
    slots.add(edge, part)
    const payloads = slots.payloads(edges)
    if (payloads === undefined) return false
    held.complete(part, payloads)
    this.#slots.delete(part.request)
    return true
  }
}

interface Gathered {
  readonly held: Held
  readonly edge: number
  readonly part: DataRecord
}
