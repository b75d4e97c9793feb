import type { Polling, Scheduling } from '@peaflow/core'
import type { GiverLane } from '../lane/giver.ts'
import { Parcel, type ParcelOwner } from '../link/parcel.ts'
import type { Part } from '../link/part.ts'
import { Redelivery } from './again.ts'
import { type Choice, choiceOf, pollingOf } from './choose.ts'
import { replicaOf, SharedOwner } from './shard.ts'
import { farSight, worksOf } from './sooner.ts'
import { Broadcast, type Droppable, Waiting } from './waiting.ts'

/** How parts are shared among lanes. */
export interface DealPlan {
  readonly polling: Polling
  readonly scheduling: Scheduling
}

/** Deals parts out over lanes as their credit allows; what exceeds it waits here, in order. */
export class Deal {
  readonly again = new Redelivery()
  readonly waiting = new Waiting()
  /** Nothing new is given. */
  isHeld = false
  readonly #looksAhead: boolean
  #plan: DealPlan
  #choose: Choice
  #lanes: readonly GiverLane[] = []

  /** @param looksAhead - whether more may wait here than the lanes take, so that it is seen how much there is */
  constructor(plan: DealPlan, looksAhead: boolean) {
    this.#plan = plan
    this.#looksAhead = looksAhead
    this.#choose = choiceOf(plan.scheduling, looksAhead)
  }

  /** In the order of the replicas. */
  get lanes(): readonly GiverLane[] {
    return this.#lanes
  }

  wire(plan: DealPlan, lanes: readonly GiverLane[]): void {
    if (plan.scheduling !== this.#plan.scheduling) this.#choose = choiceOf(plan.scheduling, this.#looksAhead)
    this.#plan = plan
    this.#lanes = [...lanes].sort((a, b) => replicaOf(a.peer) - replicaOf(b.peer))
    this.isHeld = false
  }

  /** How many more parts for this endpoint the lanes take now, or are to wait here. */
  room(endpoint: string): number {
    const lanes = this.#open()
    if (this.isHeld || lanes.length === 0) return 0
    const credits = lanes.map((lane) => lane.credit)
    const takesAny = pollingOf(this.#plan.polling, endpoint) === 'any'
    if (!takesAny && lanes.length < this.#lanes.length) return 0
    const credit = takesAny ? credits.reduce((sum, one) => sum + one, this.#ahead(lanes)) : Math.min(...credits)
    return Math.max(0, credit - this.waiting.size)
  }

  /** How many parts the lanes hold at once: what they have, and what they take besides. */
  get capacity(): number {
    const capacities = this.#lanes.map((lane) => lane.credit + lane.pending)
    return this.#plan.polling === 'any' ? capacities.reduce((sum, one) => sum + one, 0) : Math.min(...capacities)
  }

  give(part: Part, owner: ParcelOwner): void {
    const lane = this.laneFor(1)
    // Most edges have one lane with credit, and nothing that waits.
    if (lane !== undefined) lane.give(new Parcel(part, owner))
    else this.#giveInTurn(part, owner)
  }

  /** The one lane that takes whatever comes, if there is no other, nothing waits, and it has credit for so many parts. */
  laneFor(count: number): GiverLane | undefined {
    const [lane] = this.#lanes
    if (lane === undefined || this.#lanes.length > 1 || this.#plan.polling !== 'any' || this.isHeld) return undefined
    return !this.again.isActive && this.waiting.size === 0 && lane.credit >= count ? lane : undefined
  }

  /** Gives what can be given now. */
  pump(): void {
    if (this.again.isActive) this.again.pump(this.#lanes)
    if (this.isHeld) return
    if (this.waiting.any.size > 0) this.#pumpAny()
    if (this.waiting.all.size > 0) this.#pumpAll()
  }

  /** Takes out what waits and answers to the test. */
  extract(test: (one: Droppable) => boolean): Droppable[] {
    return [...this.waiting.extract(test), ...this.again.extract(test)]
  }

  #giveInTurn(part: Part, owner: ParcelOwner): void {
    if (pollingOf(this.#plan.polling, part.endpoint) === 'any') this.waiting.any.push(new Parcel(part, owner))
    else this.waiting.all.push(new Broadcast(part, owner))
    this.pump()
  }

  #pumpAny(): void {
    const lanes = this.#open()
    while (this.waiting.any.size > 0) {
      const lane = this.#choose(lanes, this.waiting.any.size)
      if (lane === undefined) return
      lane.give(this.waiting.any.shift() as Parcel)
    }
  }

  #pumpAll(): void {
    const lanes = this.#open()
    if (lanes.length < this.#lanes.length) return
    while (this.waiting.all.size > 0 && lanes.every((lane) => lane.credit > 0)) {
      const { part, owner } = this.waiting.all.shift() as Broadcast
      const shared = new SharedOwner(owner, lanes.length)
      for (const lane of lanes) {
        lane.give(new Parcel(part, shared, { shard: replicaOf(lane.peer), shards: lanes.length }))
      }
    }
  }

  #ahead(lanes: readonly GiverLane[]): number {
    return this.#looksAhead && this.#plan.scheduling === 'load_balance' ? farSight(worksOf(lanes)) : 0
  }

  /** The lanes that take new parts. */
  #open(): readonly GiverLane[] {
    return this.#lanes.filter((lane) => lane.session.isSettled && !this.again.holds(lane))
  }
}
