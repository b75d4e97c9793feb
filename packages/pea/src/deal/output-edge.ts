import type { OutputPlan } from '@peaflow/core'
import type { WireError } from '../control/messages.ts'
import type { GiverLane, GiverListener } from '../lane/giver.ts'
import { Parcel, type ParcelOwner } from '../link/parcel.ts'
import type { Part } from '../link/part.ts'
import { Redelivery } from './again.ts'
import { type Choice, choiceOf, pollingOf } from './choose.ts'
import { diedOften, isLost, isStuck, waitedFor } from './failure.ts'
import { replicaOf, SharedOwner } from './shard.ts'
import { findStuck } from './stuck.ts'
import { Broadcast, type Droppable, Waiting } from './waiting.ts'

/** What the Pea hears of an edge out of it. */
export interface EdgeListener {
  /** A request was given up. */
  onFailed(request: number, error: WireError): void
  /** A call in a peer runs past its time, and the peer does not say so. */
  onStuck(peer: string, incarnation: number): void
  /** Credit came, or parcels were finished. */
  onRoom(): void
}

/** What an edge's lanes share. */
export type EdgePlan = Pick<OutputPlan, 'to' | 'edge' | 'polling' | 'scheduling' | 'timeoutCall' | 'retries'>

/** A peer that has ended. */
export interface Gone {
  readonly peer: string
  readonly incarnation: number
  readonly reason: string
  /** It never comes back. */
  readonly isFinal: boolean
}

/** One edge out of a Pea: deals parts out over its lanes, and again when a Pea that had them died. */
export class OutputEdge implements GiverListener {
  readonly #listener: EdgeListener
  readonly #waiting = new Waiting()
  readonly #again = new Redelivery()
  /** The peers that never come back, and why. */
  readonly #lost = new Map<string, string>()
  #plan: EdgePlan
  #choose: Choice
  #lanes: readonly GiverLane[] = []
  #isHeld = false

  constructor(plan: EdgePlan, listener: EdgeListener) {
    this.#plan = plan
    this.#listener = listener
    this.#choose = choiceOf(plan.scheduling)
  }

  get plan(): EdgePlan {
    return this.#plan
  }

  /** Whether nothing waits, and nothing is given and unfinished. */
  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.isFinished
  }

  /** Whether nothing is given and unfinished. */
  get isFinished(): boolean {
    return this.#again.size === 0 && this.#lanes.every((lane) => lane.pending === 0)
  }

  /** Sets the lanes; a lane that leaves gives back what it had. */
  wire(plan: EdgePlan, lanes: readonly GiverLane[]): void {
    const gone = this.#lanes.filter((lane) => !lanes.includes(lane))
    if (plan.scheduling !== this.#plan.scheduling) this.#choose = choiceOf(plan.scheduling)
    this.#plan = plan
    this.#lanes = [...lanes].sort((a, b) => replicaOf(a.peer) - replicaOf(b.peer))
    this.#isHeld = false
    this.#lost.clear()
    for (const lane of gone) this.onReturned(lane, lane.part())
    this.pump()
  }

  /** How many more parts for this endpoint the lanes take now. */
  room(endpoint: string): number {
    const lanes = this.#open()
    if (this.#isHeld || lanes.length === 0) return 0
    const credits = lanes.map((lane) => lane.credit)
    const takesAny = pollingOf(this.#plan.polling, endpoint) === 'any'
    if (!takesAny && lanes.length < this.#lanes.length) return 0
    const credit = takesAny ? credits.reduce((sum, one) => sum + one) : Math.min(...credits)
    return Math.max(0, credit - this.#waiting.size)
  }

  /** Gives a part, or lets it wait for credit. Its owner hears of it once, however many replicas get it. */
  give(part: Part, owner: ParcelOwner): void {
    const lane = this.#only
    // Most edges have one lane with credit and nothing that waits.
    if (lane !== undefined && this.#waiting.size === 0 && lane.credit > 0) lane.give(new Parcel(part, owner))
    else this.#giveLater(part, owner)
  }

  #giveLater(part: Part, owner: ParcelOwner): void {
    if (pollingOf(this.#plan.polling, part.endpoint) === 'any') this.#waiting.any.push(new Parcel(part, owner))
    else this.#waiting.all.push(new Broadcast(part, owner))
    this.pump()
  }

  /** Gives nothing new until the next `wire`. */
  hold(): void {
    this.#isHeld = true
  }

  /** A peer has ended. */
  gone({ peer, incarnation, reason, isFinal }: Gone): void {
    const lane = this.#lanes.find((one) => one.peer === peer)
    if (lane === undefined || lane.session.peerIncarnation > incarnation) return
    if (isFinal) this.#lost.set(peer, reason)
    this.onReturned(lane, lane.part(), reason)
    this.#listener.onRoom()
  }

  /** These requests are over: what waits of them is dropped, and nothing of them is given again. */
  cancel(requests: ReadonlySet<number>): void {
    for (const lane of this.#lanes) {
      for (const parcel of lane.parcels()) if (requests.has(parcel.request)) parcel.isDropped = true
    }
    for (const one of this.#extract(({ request }) => requests.has(request))) one.drop()
  }

  /** Fails what waits here too long, and what a peer does not let go of. */
  sweep(now: number): void {
    const { to, timeoutCall } = this.#plan
    const absent = this.#lanes.filter((lane) => !lane.session.isSettled).map((lane) => lane.peer)
    for (const one of this.#extract(({ deadline }) => deadline <= now)) this.#fail(one, waitedFor(to, absent))
    for (const { lane, parcel, limit } of findStuck(this.#lanes, timeoutCall, now)) {
      this.#fail(parcel, isStuck(lane.peer, limit))
      this.#listener.onStuck(lane.peer, lane.session.peerIncarnation)
    }
  }

  onAck(): void {
    this.pump()
    this.#listener.onRoom()
  }

  onReturned(lane: GiverLane, parcels: readonly Parcel[], reason = 'it ended and was started again'): void {
    this.#again.release(lane)
    for (const parcel of parcels) {
      if (parcel.begunAt > 0 || parcel.isSuspect) parcel.tries += 1
      if (parcel.isDropped) parcel.drop()
      else if (parcel.tries <= this.#plan.retries) this.#again.add(parcel, parcel.shards > 1 ? lane.peer : undefined)
      else this.#fail(parcel, diedOften({ peer: lane.peer, reason, tries: parcel.tries }))
    }
    this.pump()
  }

  /** Gives what can be given now. */
  pump(): void {
    if (this.#lost.size > 0) this.#failUndeliverable()
    if (this.#again.isActive) this.#again.pump(this.#lanes)
    if (this.#isHeld) return
    if (this.#waiting.any.size > 0) this.#pumpAny()
    if (this.#waiting.all.size > 0) this.#pumpAll()
  }

  #pumpAny(): void {
    const lanes = this.#open()
    while (this.#waiting.any.size > 0) {
      const lane = this.#choose(lanes)
      if (lane === undefined) return
      lane.give(this.#waiting.any.shift() as Parcel)
    }
  }

  #pumpAll(): void {
    const lanes = this.#open()
    if (lanes.length < this.#lanes.length) return
    while (this.#waiting.all.size > 0 && lanes.every((lane) => lane.credit > 0)) {
      const { part, owner } = this.#waiting.all.shift() as Broadcast
      const shared = new SharedOwner(owner, lanes.length)
      for (const lane of lanes) {
        lane.give(new Parcel(part, shared, { shard: replicaOf(lane.peer), shards: lanes.length }))
      }
    }
  }

  /** The one lane that takes whatever comes, if there is no other. */
  get #only(): GiverLane | undefined {
    const isPlain = this.#plan.polling === 'any' && !this.#isHeld && !this.#again.isActive && this.#lost.size === 0
    return isPlain && this.#lanes.length === 1 ? this.#lanes[0] : undefined
  }

  /** The lanes that take new parts. */
  #open(): readonly GiverLane[] {
    return this.#lanes.filter((lane) => lane.session.isSettled && !this.#again.holds(lane))
  }

  /** Fails what only lost peers could take: everything for all replicas, and the rest when no peer is left. */
  #failUndeliverable(): void {
    const [[peer, reason] = ['', '']] = this.#lost
    const nobody = this.#lanes.every((lane) => this.#lost.has(lane.peer))
    const failed = nobody
      ? this.#extract(() => true)
      : [...this.#waiting.all.extract(() => true), ...[...this.#lost.keys()].flatMap((lost) => this.#again.take(lost))]
    for (const one of failed) this.#fail(one, isLost(peer, reason))
  }

  #extract(test: (one: Droppable) => boolean): Droppable[] {
    return [...this.#waiting.extract(test), ...this.#again.extract(test)]
  }

  #fail(one: Droppable, error: WireError): void {
    one.drop()
    this.#listener.onFailed(one.request, error)
  }
}
