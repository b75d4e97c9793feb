import type { Polling, Scheduling } from '@peaflow/core'
import type { Message } from '@peaflow/protocol'
import { Delivery, type DeliveryOwner } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'
import { Backlog } from './backlog.ts'
import { Broadcast, replicaOf, SharedOwner } from './broadcast.ts'
import type { Droppable } from './droppable.ts'
import { type Balancer, balancerOf, pollingOf } from './load-balancer.ts'
import { Redelivery } from './redelivery.ts'
import { lookAhead, worksOf } from './slow-replica.ts'

/** How an edge's messages are distributed among its replicas. */
export interface DispatchPlan {
  readonly polling: Polling
  readonly scheduling: Scheduling
}

/** Distributes messages among senders as their credit allows; the rest is queued, in order. */
export class Dispatcher {
  readonly redelivery = new Redelivery()
  readonly backlog = new Backlog()
  /** Sends nothing new; redeliveries go on. */
  isPaused = false
  readonly #looksAhead: boolean
  #plan: DispatchPlan
  #balance: Balancer
  #senders: readonly Sender[] = []

  /** @param looksAhead - whether to accept more than the credit, to see how much work there is */
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

  /** How many more messages for this endpoint to accept: the credit and the look-ahead, without the backlog. */
  room(endpoint: string): number {
    const senders = this.#available()
    if (this.isPaused || senders.length === 0) return 0
    const credits = senders.map((sender) => sender.credit)
    const isForOne = pollingOf(this.#plan.polling, endpoint) === 'any'
    if (!isForOne && senders.length < this.#senders.length) return 0
    const credit = isForOne ? credits.reduce((sum, one) => sum + one, this.#lookAhead(senders)) : Math.min(...credits)
    return Math.max(0, credit - this.backlog.size)
  }

  /** How many messages the peers accept in total: what they have not settled, and their credit. */
  get capacity(): number {
    const capacities = this.#senders.map((sender) => sender.credit + sender.unsettled)
    return this.#plan.polling === 'any' ? capacities.reduce((sum, one) => sum + one, 0) : Math.min(...capacities)
  }

  send(message: Message, owner: DeliveryOwner): void {
    // Most edges have a single sender, with credit and without a backlog.
    const sender = this.senderFor(1)
    if (sender !== undefined) sender.send(new Delivery(message, owner))
    else this.#sendInOrder(message, owner)
  }

  /** The only sender, if it can take this many messages at once and nothing is queued before them. */
  senderFor(count: number): Sender | undefined {
    const [sender] = this.#senders
    if (sender === undefined || this.#senders.length > 1 || this.#plan.polling !== 'any' || this.isPaused)
      return undefined
    return !this.redelivery.isActive && this.backlog.size === 0 && sender.credit >= count ? sender : undefined
  }

  /** Sends what the credit allows now. */
  pump(): void {
    if (this.redelivery.isActive) this.redelivery.pump(this.#senders)
    if (this.isPaused) return
    if (this.backlog.any.size > 0) this.#pumpAny()
    if (this.backlog.all.size > 0) this.#pumpAll()
  }

  /** Removes and returns what is queued and passes the test. */
  extract(test: (queued: Droppable) => boolean): Droppable[] {
    return [...this.backlog.extract(test), ...this.redelivery.extract(test)]
  }

  #sendInOrder(message: Message, owner: DeliveryOwner): void {
    if (pollingOf(this.#plan.polling, message.endpoint) === 'any') this.backlog.any.push(new Delivery(message, owner))
    else this.backlog.all.push(new Broadcast(message, owner))
    this.pump()
  }

  #pumpAny(): void {
    const senders = this.#available()
    while (this.backlog.any.size > 0) {
      const sender = this.#balance(senders, this.backlog.any.size)
      if (sender === undefined) return
      sender.send(this.backlog.any.shift() as Delivery)
    }
  }

  #pumpAll(): void {
    const senders = this.#available()
    if (senders.length === 0 || senders.length < this.#senders.length) return
    while (senders.every((sender) => sender.credit > 0)) {
      const broadcast = this.backlog.all.shift()
      if (broadcast === undefined) return
      const owner = new SharedOwner(broadcast.owner, senders.length)
      for (const sender of senders) {
        const shard = { shard: replicaOf(sender.peer), shards: senders.length }
        sender.send(new Delivery(broadcast.message, owner, shard))
      }
    }
  }

  #lookAhead(senders: readonly Sender[]): number {
    return this.#looksAhead && this.#plan.scheduling === 'load_balance' ? lookAhead(worksOf(senders)) : 0
  }

  /** The senders that may get new messages: their peers are there to stay, and not reserved for redeliveries. */
  #available(): readonly Sender[] {
    return this.#senders.filter(
      (sender) => sender.session.isEstablished && !sender.isLeaving && !this.redelivery.reserves(sender),
    )
  }
}
