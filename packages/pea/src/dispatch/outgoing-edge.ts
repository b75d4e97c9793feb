import type { OutputPlan } from '@peaflow/core'
import type { Message, WireError } from '@peaflow/protocol'
import type { Delivery, DeliveryOwner } from '../link/delivery.ts'
import type { Sender, SenderListener } from '../link/sender.ts'
import type { Droppable } from './backlog.ts'
import { Dispatcher } from './dispatcher.ts'
import { diedOften, isLost, isStuck, waitedFor } from './failure.ts'
import { pollingOf } from './load-balancer.ts'
import { findOverdue } from './overdue-calls.ts'

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
export class OutgoingEdge implements SenderListener {
  readonly #listener: EdgeListener
  readonly #dispatcher: Dispatcher
  /** The peers that never come back, and why. */
  readonly #lost = new Map<string, string>()
  #plan: EdgePlan

  /** @param looksAhead - whether more is to be asked for than the peers take, so that it is seen how much there is */
  constructor(plan: EdgePlan, listener: EdgeListener, looksAhead: boolean) {
    this.#plan = plan
    this.#listener = listener
    this.#dispatcher = new Dispatcher(plan, looksAhead)
  }

  get plan(): EdgePlan {
    return this.#plan
  }

  /** Whether nothing waits, and nothing is given and unfinished. */
  get isIdle(): boolean {
    return this.#dispatcher.backlog.size === 0 && this.isSettled
  }

  /** Whether nothing is given and unfinished. */
  get isSettled(): boolean {
    return this.#dispatcher.redelivery.size === 0 && this.#dispatcher.senders.every((sender) => sender.unsettled === 0)
  }

  /** Sets the lanes; a lane that leaves gives back what it had. */
  wire(plan: EdgePlan, senders: readonly Sender[]): void {
    const left = this.#dispatcher.senders.filter((sender) => !senders.includes(sender))
    this.#plan = plan
    this.#dispatcher.wire(plan, senders)
    this.#lost.clear()
    for (const sender of left) this.onReturned(sender, sender.detach())
    this.#dispatcher.pump()
  }

  /** How many more parts for this endpoint the lanes take now, or are to wait here. */
  room(endpoint: string): number {
    return this.#isLostFor(endpoint) ? ROOM_TO_FAIL : this.#dispatcher.room(endpoint)
  }

  /** How many parts those at the other end hold at once. */
  get capacity(): number {
    return this.#lost.size > 0 ? ROOM_TO_FAIL : this.#dispatcher.capacity
  }

  /** Gives a part, or lets it wait for credit. Its owner hears of it once, however many replicas get it. */
  send(message: Message, owner: DeliveryOwner): void {
    this.#dispatcher.send(message, owner)
    if (this.#lost.size > 0) this.#failUndeliverable()
  }

  /** The lane that takes so many parts as they came, all at once and before any other; nothing if there is none. */
  senderFor(count: number): Sender | undefined {
    return this.#dispatcher.senderFor(count)
  }

  /** Gives nothing new until the next `wire`. */
  pause(): void {
    this.#dispatcher.isPaused = true
  }

  /** A peer has ended. */
  gone({ peer, incarnation, reason, isFinal }: Gone): void {
    const sender = this.#dispatcher.senders.find((one) => one.peer === peer)
    if (sender === undefined || sender.session.peerIncarnation > incarnation) return
    if (isFinal) this.#lost.set(peer, reason)
    this.onReturned(sender, sender.detach(), reason)
    this.#listener.onRoom()
  }

  /** These requests are over: what waits of them is dropped, and nothing of them is given again. */
  cancel(requests: ReadonlySet<number>): void {
    for (const sender of this.#dispatcher.senders) {
      for (const delivery of sender.deliveriesOf(requests)) delivery.isDropped = true
    }
    for (const one of this.#dispatcher.extract(({ request }) => requests.has(request))) one.drop()
  }

  /** Fails what waits here too long, and what a peer does not let go of. */
  sweep(now: number): void {
    const { to, timeoutCall } = this.#plan
    const { senders } = this.#dispatcher
    const absent = senders.filter((sender) => !sender.session.isEstablished).map((sender) => sender.peer)
    for (const one of this.#dispatcher.extract(({ deadline }) => deadline <= now))
      this.#fail(one, waitedFor(to, absent))
    for (const { sender, delivery, limit } of findOverdue(senders, timeoutCall, now)) {
      if (!delivery.isDropped) this.#fail(delivery, isStuck(sender.peer, limit))
      this.#listener.onStuck(sender.peer, sender.session.peerIncarnation)
    }
    // Who did without may have its turn by now.
    this.#dispatcher.pump()
  }

  onAck(): void {
    this.#dispatcher.pump()
    this.#listener.onRoom()
  }

  onReturned(sender: Sender, deliveries: readonly Delivery[], reason = 'it ended and was started again'): void {
    this.#dispatcher.redelivery.release(sender)
    for (const delivery of deliveries) {
      if (delivery.begunAt > 0 || delivery.isIsolated) delivery.tries += 1
      if (delivery.isDropped || this.#listener.isOver(delivery.request)) delivery.drop()
      else if (delivery.tries > this.#plan.retries) {
        this.#fail(delivery, diedOften({ peer: sender.peer, reason, tries: delivery.tries }))
      } else this.#dispatcher.redelivery.add(delivery, delivery.shards > 1 ? sender.peer : undefined)
    }
    if (this.#lost.size > 0) this.#failUndeliverable()
    this.#dispatcher.pump()
  }

  /** Whether parts for this endpoint need a peer that never comes back. */
  #isLostFor(endpoint: string): boolean {
    return this.#lost.size > 0 && (this.#isAllLost() || pollingOf(this.#plan.polling, endpoint) === 'all')
  }

  #isAllLost(): boolean {
    return this.#dispatcher.senders.every((sender) => this.#lost.has(sender.peer))
  }

  /** Fails what only lost peers could take: everything for all replicas, and the rest when no peer is left. */
  #failUndeliverable(): void {
    const { redelivery, backlog } = this.#dispatcher
    const [[peer, reason] = ['', '']] = this.#lost
    const failed = this.#isAllLost()
      ? this.#dispatcher.extract(() => true)
      : [...backlog.all.extract(() => true), ...[...this.#lost.keys()].flatMap((lost) => redelivery.take(lost))]
    for (const one of failed) this.#fail(one, isLost(peer, reason))
  }

  #fail(one: Droppable, error: WireError): void {
    one.drop()
    this.#listener.onFailed(one.request, error)
  }
}
