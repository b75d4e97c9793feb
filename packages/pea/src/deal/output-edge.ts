import type { OutputPlan } from '@peaflow/core'
import type { WireError } from '../control/messages.ts'
import type { GiverLane, GiverListener } from '../lane/giver.ts'
import type { Parcel, ParcelOwner } from '../link/parcel.ts'
import type { Part } from '../link/part.ts'
import { pollingOf } from './choose.ts'
import { Deal } from './deal.ts'
import { diedOften, isLost, isStuck, waitedFor } from './failure.ts'
import { findStuck } from './stuck.ts'
import type { Droppable } from './waiting.ts'

/** What the Pea hears of an edge out of it. */
export interface EdgeListener {
  /** A request was given up. */
  onFailed(request: number, error: WireError): void
  /** A call in a peer runs past its time, and the peer does not say so. */
  onStuck(peer: string, incarnation: number): void
  /** Credit came, or parcels were finished. */
  onRoom(): void
  /** Whether a request has its answer already, so that nothing of it need be given again. */
  isOver(request: number): boolean
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

/** What is sure to fail may come, and fail. */
const ROOM_TO_FAIL = 64

/** One edge out of a Pea: deals parts out over its lanes, again when a Pea that had them died, and knows when not. */
export class OutputEdge implements GiverListener {
  readonly #listener: EdgeListener
  readonly #deal: Deal
  /** The peers that never come back, and why. */
  readonly #lost = new Map<string, string>()
  #plan: EdgePlan

  /** @param looksAhead - whether more is to be asked for than the peers take, so that it is seen how much there is */
  constructor(plan: EdgePlan, listener: EdgeListener, looksAhead: boolean) {
    this.#plan = plan
    this.#listener = listener
    this.#deal = new Deal(plan, looksAhead)
  }

  get plan(): EdgePlan {
    return this.#plan
  }

  /** Whether nothing waits, and nothing is given and unfinished. */
  get isIdle(): boolean {
    return this.#deal.waiting.size === 0 && this.isFinished
  }

  /** Whether nothing is given and unfinished. */
  get isFinished(): boolean {
    return this.#deal.again.size === 0 && this.#deal.lanes.every((lane) => lane.pending === 0)
  }

  /** Sets the lanes; a lane that leaves gives back what it had. */
  wire(plan: EdgePlan, lanes: readonly GiverLane[]): void {
    const left = this.#deal.lanes.filter((lane) => !lanes.includes(lane))
    this.#plan = plan
    this.#deal.wire(plan, lanes)
    this.#lost.clear()
    for (const lane of left) this.onReturned(lane, lane.part())
    this.#deal.pump()
  }

  /** How many more parts for this endpoint the lanes take now, or are to wait here. */
  room(endpoint: string): number {
    return this.#isLostFor(endpoint) ? ROOM_TO_FAIL : this.#deal.room(endpoint)
  }

  /** How many parts those at the other end hold at once. */
  get capacity(): number {
    return this.#lost.size > 0 ? ROOM_TO_FAIL : this.#deal.capacity
  }

  /** Gives a part, or lets it wait for credit. Its owner hears of it once, however many replicas get it. */
  give(part: Part, owner: ParcelOwner): void {
    this.#deal.give(part, owner)
    if (this.#lost.size > 0) this.#failUndeliverable()
  }

  /** The lane that takes so many parts as they came, all at once and before any other; nothing if there is none. */
  laneFor(count: number): GiverLane | undefined {
    return this.#deal.laneFor(count)
  }

  /** Gives nothing new until the next `wire`. */
  hold(): void {
    this.#deal.isHeld = true
  }

  /** A peer has ended. */
  gone({ peer, incarnation, reason, isFinal }: Gone): void {
    const lane = this.#deal.lanes.find((one) => one.peer === peer)
    if (lane === undefined || lane.session.peerIncarnation > incarnation) return
    if (isFinal) this.#lost.set(peer, reason)
    this.onReturned(lane, lane.part(), reason)
    this.#listener.onRoom()
  }

  /** These requests are over: what waits of them is dropped, and nothing of them is given again. */
  cancel(requests: ReadonlySet<number>): void {
    for (const lane of this.#deal.lanes) {
      for (const parcel of lane.parcelsOf(requests)) parcel.isDropped = true
    }
    for (const one of this.#deal.extract(({ request }) => requests.has(request))) one.drop()
  }

  /** Fails what waits here too long, and what a peer does not let go of. */
  sweep(now: number): void {
    const { to, timeoutCall } = this.#plan
    const { lanes } = this.#deal
    const absent = lanes.filter((lane) => !lane.session.isSettled).map((lane) => lane.peer)
    for (const one of this.#deal.extract(({ deadline }) => deadline <= now)) this.#fail(one, waitedFor(to, absent))
    for (const { lane, parcel, limit } of findStuck(lanes, timeoutCall, now)) {
      if (!parcel.isDropped) this.#fail(parcel, isStuck(lane.peer, limit))
      this.#listener.onStuck(lane.peer, lane.session.peerIncarnation)
    }
    // Who did without may have its turn by now.
    this.#deal.pump()
  }

  onAck(): void {
    this.#deal.pump()
    this.#listener.onRoom()
  }

  onReturned(lane: GiverLane, parcels: readonly Parcel[], reason = 'it ended and was started again'): void {
    this.#deal.again.release(lane)
    for (const parcel of parcels) {
      if (parcel.begunAt > 0 || parcel.isSuspect) parcel.tries += 1
      if (parcel.isDropped || this.#listener.isOver(parcel.request)) parcel.drop()
      else if (parcel.tries > this.#plan.retries) {
        this.#fail(parcel, diedOften({ peer: lane.peer, reason, tries: parcel.tries }))
      } else this.#deal.again.add(parcel, parcel.shards > 1 ? lane.peer : undefined)
    }
    if (this.#lost.size > 0) this.#failUndeliverable()
    this.#deal.pump()
  }

  /** Whether parts for this endpoint need a peer that never comes back. */
  #isLostFor(endpoint: string): boolean {
    return this.#lost.size > 0 && (this.#isAllLost() || pollingOf(this.#plan.polling, endpoint) === 'all')
  }

  #isAllLost(): boolean {
    return this.#deal.lanes.every((lane) => this.#lost.has(lane.peer))
  }

  /** Fails what only lost peers could take: everything for all replicas, and the rest when no peer is left. */
  #failUndeliverable(): void {
    const { again, waiting } = this.#deal
    const [[peer, reason] = ['', '']] = this.#lost
    const failed = this.#isAllLost()
      ? this.#deal.extract(() => true)
      : [...waiting.all.extract(() => true), ...[...this.#lost.keys()].flatMap((lost) => again.take(lost))]
    for (const one of failed) this.#fail(one, isLost(peer, reason))
  }

  #fail(one: Droppable, error: WireError): void {
    one.drop()
    this.#listener.onFailed(one.request, error)
  }
}
