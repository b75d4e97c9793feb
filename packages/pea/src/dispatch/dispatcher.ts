import type { Polling, Scheduling } from '@peaflow/core'
import type { Message } from '@peaflow/protocol'
import { Delivery, type DeliveryOwner } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'
import { Backlog, Broadcast, type Droppable } from './backlog.ts'
import { replicaOf, SharedOwner } from './broadcast.ts'
import { type Balancer, balancerOf, pollingOf } from './load-balancer.ts'
import { Redelivery } from './redelivery.ts'
import { lookAhead, worksOf } from './slow-replica.ts'

/** How parts are shared among lanes. */
export interface DispatchPlan {
  readonly polling: Polling
  readonly scheduling: Scheduling
}

/** Deals parts out over lanes as their credit allows; what exceeds it waits here, in order. */
export class Dispatcher {
  readonly redelivery = new Redelivery()
  readonly backlog = new Backlog()
  /** Nothing new is given. */
  isPaused = false
  readonly #looksAhead: boolean
  #plan: DispatchPlan
  #balance: Balancer
  #senders: readonly Sender[] = []

  /** @param looksAhead - whether more may wait here than the lanes take, so that it is seen how much there is */
  constructor(plan: DispatchPlan, looksAhead: boolean) {
    this.#plan = plan
    this.#looksAhead = looksAhead
    this.#balance = balancerOf(plan.scheduling, looksAhead)
  }

  /** In the order of the replicas. */
  get senders(): readonly Sender[] {
    return this.#senders
  }

  wire(plan: DispatchPlan, senders: readonly Sender[]): void {
    if (plan.scheduling !== this.#plan.scheduling) this.#balance = balancerOf(plan.scheduling, this.#looksAhead)
    this.#plan = plan
    this.#senders = [...senders].sort((a, b) => replicaOf(a.peer) - replicaOf(b.peer))
    this.isPaused = false
  }

  /** How many more parts for this endpoint the lanes take now, or are to wait here. */
  room(endpoint: string): number {
    const senders = this.#open()
    if (this.isPaused || senders.length === 0) return 0
    const credits = senders.map((sender) => sender.credit)
    const takesAny = pollingOf(this.#plan.polling, endpoint) === 'any'
    if (!takesAny && senders.length < this.#senders.length) return 0
    const credit = takesAny ? credits.reduce((sum, one) => sum + one, this.#ahead(senders)) : Math.min(...credits)
    return Math.max(0, credit - this.backlog.size)
  }

  /** How many parts the lanes hold at once: what they have, and what they take besides. */
  get capacity(): number {
    const capacities = this.#senders.map((sender) => sender.credit + sender.unsettled)
    return this.#plan.polling === 'any' ? capacities.reduce((sum, one) => sum + one, 0) : Math.min(...capacities)
  }

  send(message: Message, owner: DeliveryOwner): void {
    const sender = this.senderFor(1)
    // Most edges have one lane with credit, and nothing that waits.
    if (sender !== undefined) sender.send(new Delivery(message, owner))
    else this.#sendInOrder(message, owner)
  }

  /** The one lane that takes whatever comes, if there is no other, nothing waits, and it has credit for so many parts. */
  senderFor(count: number): Sender | undefined {
    const [sender] = this.#senders
    if (sender === undefined || this.#senders.length > 1 || this.#plan.polling !== 'any' || this.isPaused)
      return undefined
    return !this.redelivery.isActive && this.backlog.size === 0 && sender.credit >= count ? sender : undefined
  }

  /** Gives what can be given now. */
  pump(): void {
    if (this.redelivery.isActive) this.redelivery.pump(this.#senders)
    if (this.isPaused) return
    if (this.backlog.any.size > 0) this.#pumpAny()
    if (this.backlog.all.size > 0) this.#pumpAll()
  }

  /** Takes out what waits and answers to the test. */
  extract(test: (one: Droppable) => boolean): Droppable[] {
    return [...this.backlog.extract(test), ...this.redelivery.extract(test)]
  }

  #sendInOrder(message: Message, owner: DeliveryOwner): void {
    if (pollingOf(this.#plan.polling, message.endpoint) === 'any') this.backlog.any.push(new Delivery(message, owner))
    else this.backlog.all.push(new Broadcast(message, owner))
    this.pump()
  }

  #pumpAny(): void {
    const senders = this.#open()
    while (this.backlog.any.size > 0) {
      const sender = this.#balance(senders, this.backlog.any.size)
      if (sender === undefined) return
      sender.send(this.backlog.any.shift() as Delivery)
    }
  }

  #pumpAll(): void {
    const senders = this.#open()
    if (senders.length < this.#senders.length) return
    while (this.backlog.all.size > 0 && senders.every((sender) => sender.credit > 0)) {
      const { message, owner } = this.backlog.all.shift() as Broadcast
      const shared = new SharedOwner(owner, senders.length)
      for (const sender of senders) {
        sender.send(new Delivery(message, shared, { shard: replicaOf(sender.peer), shards: senders.length }))
      }
    }
  }

  #ahead(senders: readonly Sender[]): number {
    return this.#looksAhead && this.#plan.scheduling === 'load_balance' ? lookAhead(worksOf(senders)) : 0
  }

  /** The lanes that take new parts. */
  #open(): readonly Sender[] {
    return this.#senders.filter((sender) => sender.session.isEstablished && !this.redelivery.holds(sender))
  }
}
