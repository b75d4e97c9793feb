import type { OutputPlan } from '@peaflow/core'
import type { WireError } from '../control/messages.ts'
import type { GiverLane, GiverListener } from '../lane/giver.ts'
import { Parcel, type ParcelOwner } from '../link/parcel.ts'
import type { Part } from '../link/part.ts'
import { Redelivery } from './again.ts'
import { type Choice, choiceOf, pollingOf } from './choose.ts'
import { diedOften, isLost, waitedFor } from './failure.ts'
import { Queue } from './queue.ts'
import { replicaOf, SharedOwner } from './shard.ts'

/** What the Pea hears of an edge out of it. */
export interface EdgeListener {
  /** A request was given up. */
  onFailed(request: number, error: WireError): void
  /** A call in a peer runs past its limit, and the peer does not say so. */
  onStuck(peer: string, incarnation: number): void
  /** Credit came, or parcels were finished. */
  onRoom(): void
}

/** What an edge's lanes share. */
export type EdgePlan = Pick<OutputPlan, 'to' | 'edge' | 'polling' | 'scheduling' | 'timeoutCall' | 'retries'>

interface Waiting {
  readonly part: Part
  readonly owner: ParcelOwner
}

/** One edge out of a Pea: deals parts out over its lanes, and again when a Pea that had them died. */
export class OutputEdge implements GiverListener {
  readonly #listener: EdgeListener
  readonly #again = new Redelivery()
  /** For one replica each. */
  readonly #any = new Queue<Parcel>()
  /** For every replica. */
  readonly #all = new Queue<Waiting>()
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

  get lanes(): readonly GiverLane[] {
    return this.#lanes
  }

  /** Whether nothing is given and unfinished, and, with `waiting`, nothing waits either. */
  isIdle(waiting = true): boolean {
    return (
      this.#lanes.every((lane) => lane.pending === 0) &&
      this.#again.size === 0 &&
      !(waiting && this.#any.size + this.#all.size > 0)
    )
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
    if (this.#isHeld || this.#lanes.length === 0) return 0
    const waiting = this.#any.size + this.#all.size
    const lanes = this.#open()
    if (pollingOf(this.#plan.polling, endpoint) === 'any') {
      return Math.max(0, lanes.reduce((sum, lane) => sum + lane.credit, 0) - waiting)
    }
    if (lanes.length < this.#lanes.length) return 0
    return Math.max(0, Math.min(...lanes.map((lane) => lane.credit)) - waiting)
  }

  /** Gives a part, or lets it wait for credit. Its owner hears of it once, however many replicas get it. */
  give(part: Part, owner: ParcelOwner): void {
    if (pollingOf(this.#plan.polling, part.endpoint) === 'any') this.#any.push(new Parcel(part, owner))
    else this.#all.push({ part, owner })
    this.pump()
  }

  /** Gives nothing new until the next `wire`. */
  hold(): void {
    this.#isHeld = true
  }

  /** A peer has ended. With `isFinal` it never comes back. */
  gone({ peer, incarnation, reason, isFinal }: Gone): void {
    if (isFinal) this.#lost.set(peer, reason)
    const lane = this.#lanes.find((one) => one.peer === peer)
    if (lane === undefined || lane.session.peerIncarnation > incarnation) return
    this.onReturned(lane, lane.part(), reason)
    if (isFinal) this.#failUndeliverable()
    this.#listener.onRoom()
  }

  /** These requests are over: what waits of them is dropped, and nothing of them is given again. */
  cancel(requests: ReadonlySet<number>): void {
    for (const lane of this.#lanes) {
      for (const parcel of lane.parcels()) if (requests.has(parcel.request)) parcel.isDropped = true
    }
    const isOver = ({ request }: { readonly request: number }) => requests.has(request)
    for (const parcel of [...this.#any.extract(isOver), ...this.#again.extract(isOver)]) parcel.drop()
    for (const { owner } of this.#all.extract(({ part }) => isOver(part))) release(owner)
  }

  /** Fails what waits here and whose time is up. */
  expire(now: number): void {
    const isLate = ({ deadline }: { readonly deadline: number }) => deadline <= now
    const late = [...this.#any.extract(isLate), ...this.#again.extract(isLate)]
    for (const parcel of late) this.#fail(parcel, waitedFor(this.#plan.to, this.#absent()))
    for (const { part, owner } of this.#all.extract(({ part }) => isLate(part))) {
      release(owner)
      this.#listener.onFailed(part.request, waitedFor(this.#plan.to, this.#absent()))
    }
  }

  onAck(_lane: GiverLane): void {
    this.pump()
    this.#listener.onRoom()
  }

  onReturned(lane: GiverLane, parcels: readonly Parcel[], reason = 'it ended and was started again'): void {
    this.#again.release(lane)
    for (const parcel of parcels) {
      if (parcel.isDropped) {
        parcel.drop()
        continue
      }
      if (parcel.begunAt > 0) parcel.tries += 1
      if (parcel.tries > this.#plan.retries)
        this.#fail(parcel, diedOften({ peer: lane.peer, reason, tries: parcel.tries }))
      else this.#again.add(parcel, parcel.shards > 1 ? lane.peer : undefined)
    }
    this.pump()
  }

  /** Gives what can be given now. */
  pump(): void {
    if (this.#again.isActive) this.#again.pump(this.#lanes)
    if (this.#isHeld) return
    if (this.#any.size > 0) this.#pumpAny()
    if (this.#all.size > 0) this.#pumpAll()
  }

  #pumpAny(): void {
    const lanes = this.#open()
    if (lanes.length === 0) this.#failUndeliverable()
    while (this.#any.size > 0) {
      const lane = this.#choose(lanes)
      if (lane === undefined) return
      lane.give(this.#any.shift() as Parcel)
    }
  }

  #pumpAll(): void {
    const lanes = this.#open()
    if (this.#lost.size > 0) this.#failUndeliverable()
    if (lanes.length < this.#lanes.length) return
    while (this.#all.size > 0 && lanes.every((lane) => lane.credit > 0)) {
      const { part, owner } = this.#all.shift() as Waiting
      const shared = new SharedOwner(owner, lanes.length)
      for (const lane of lanes) {
        lane.give(new Parcel({ ...part, shard: replicaOf(lane.peer), shards: lanes.length }, shared))
      }
    }
  }

  /** The lanes that take new parts. */
  #open(): readonly GiverLane[] {
    return this.#lanes.filter((lane) => lane.session.isSettled && !this.#again.holds(lane))
  }

  #absent(): readonly string[] {
    return this.#lanes.filter((lane) => !lane.session.isSettled).map((lane) => lane.peer)
  }

  /** Fails what only lost peers could take. */
  #failUndeliverable(): void {
    if (this.#lost.size === 0) return
    const [peer, reason] = [...this.#lost].at(-1) as [string, string]
    const error = isLost(peer, reason)
    const isBound = (parcel: Parcel) => parcel.shards > 1
    const nobody = this.#lanes.every((lane) => this.#lost.has(lane.peer))
    for (const parcel of this.#again.extract((one) => nobody || isBound(one))) this.#fail(parcel, error)
    if (nobody) for (const parcel of this.#any.extract(() => true)) this.#fail(parcel, error)
    for (const { part, owner } of this.#all.extract(() => true)) {
      release(owner)
      this.#listener.onFailed(part.request, error)
    }
  }

  #fail(parcel: Parcel, error: WireError): void {
    parcel.drop()
    this.#listener.onFailed(parcel.request, error)
  }
}

/** A peer that has ended. */
export interface Gone {
  readonly peer: string
  readonly incarnation: number
  readonly reason: string
  readonly isFinal: boolean
}

function release(owner: ParcelOwner): void {
  owner.given()
  owner.got()
}
