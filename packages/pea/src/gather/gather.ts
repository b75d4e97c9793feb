import type { Receipt } from '../lane/receipt.ts'
import { Passage } from '../link/passage.ts'
import type { PartRecord } from '../wire/part-record.ts'
import { RECORD } from '../wire/record.ts'
import type { Run } from '../wire/run.ts'
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
  readonly #passages = new Set<Passage>()
  #plan: GatherPlan = { edges: [], isReplica: false }

  get size(): number {
    return this.#held.size + this.#passages.size
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
  take(edge: number, receipt: Receipt, part: PartRecord): Held | undefined {
    const held = this.#held.get(part.request) ?? this.#open(part)
    if (held === undefined) {
      this.#repeat(receipt, part.request)
      return undefined
    }
    held.owe(receipt)
    if (part.isUrgent) held.isUrgent = true
    if (held.state === 'gathering' && this.#add({ held, edge, part })) return held
    receipt.finish() // it waits for the other parts, or is a repeat: neither may stop those behind it
    return undefined
  }

  /** Whether each part of a run is all there is of its request. */
  isComplete({ isSharded }: Run): boolean {
    const { edges, isReplica } = this.#plan
    return isReplica || (edges.length === 1 && !isSharded)
  }

  /** Takes the parts of a run as over. Returns false, and takes none, if one of them came before. */
  close(run: Run): boolean {
    const { count, deadline } = run
    for (let index = 0; index < count; index += 1) {
      const request = run.requestAt(index)
      if (this.#seen.has(request) || this.#held.get(request) !== undefined) {
        for (let before = 0; before < index; before += 1) this.#seen.delete(run.requestAt(before))
        return false
      }
      this.#seen.add(request, deadline)
    }
    return true
  }

  /** Takes the parts of a run to be passed on as they came; nothing if one of them came before. */
  pass(run: Run, receipt: Receipt): Passage | undefined {
    if (!this.close(run)) return undefined
    const passage = new Passage(run, receipt, () => this.#passages.delete(passage))
    this.#passages.add(passage)
    return passage
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
  forget(request: number, deadline: number): void {
    this.#seen.add(request, deadline)
  }

  /** Whether a request was finished here. */
  isOver(request: number): boolean {
    return this.#seen.has(request)
  }

  sweep(now: number): void {
    this.#seen.sweep(now)
  }

  #open(part: PartRecord): Held | undefined {
    if (this.#seen.has(part.request)) return undefined
    const held = new Held(part, this)
    this.#held.add(part.request, held)
    return held
  }

  /** What repeats a part that is on its way is done with it. */
  #repeat(receipt: Receipt, request: number): void {
    receipt.finish()
    const passage = [...this.#passages].find(({ run }) => run.has(request))
    if (passage === undefined) receipt.done()
    else passage.owe(receipt)
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
  readonly part: PartRecord
}
