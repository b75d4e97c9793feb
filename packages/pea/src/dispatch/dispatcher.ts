import type { Polling, Scheduling } from '@peaflow/core'
import type { Message, Queue } from '@peaflow/protocol'
import { Delivery, type DeliveryOwner } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'
import { Backlog } from './backlog.ts'
import { Broadcast, replicaOf } from './broadcast.ts'
import type { Droppable } from './droppable.ts'
import { type Balancer, balancerOf, pollingOf } from './load-balancer.ts'
import { OpenStreams } from './open-streams.ts'
import { pumpPieces } from './piece-pump.ts'
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
  readonly streams = new OpenStreams()
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
    if (this.streams.isBroken(message)) dropUnsent(owner)
    else if (sender !== undefined) this.#sendTo(sender, new Delivery(message, owner))
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
    const { redelivery, backlog } = this
    if (redelivery.isActive) redelivery.pump(this.#senders)
    if (backlog.pieces().size > 0) pumpPieces(this)
    if (backlog.allPieces.size > 0) this.#pumpAll(backlog.allPieces, this.#senders)
    if (this.isPaused) return
    if (backlog.any.size > 0) this.#pumpAny()
    if (backlog.all.size > 0) this.#pumpAll(backlog.all, this.#available())
  }

  /** Removes and returns what is queued and passes the test. */
  extract(test: (queued: Droppable) => boolean): Droppable[] {
    return [...this.backlog.extract(test), ...this.redelivery.extract(test)]
  }

  #sendInOrder(message: Message, owner: DeliveryOwner): void {
    const { backlog, streams } = this
    const isAny = pollingOf(this.#plan.polling, message.endpoint) === 'any'
    const sender = streams.senderOf(message.request)
    if (sender !== undefined) backlog.addPiece(new Delivery(message, owner), sender)
    else if (isAny) backlog.any.push(new Delivery(message, owner))
    else (streams.has(message.request) ? backlog.allPieces : backlog.all).push(new Broadcast(message, owner))
    this.pump()
  }

  #sendTo(sender: Sender, delivery: Delivery): void {
    const isOpened = this.streams.onSent(delivery.message, sender)
    sender.send(delivery)
    if (isOpened && this.backlog.any.size > 0) this.backlog.bind(delivery.request, sender)
  }

  #pumpAny(): void {
    const senders = this.#available()
    const { backlog } = this
    while (backlog.any.size > 0) {
      const sender = this.#balance(senders, backlog.any.size)
      if (sender === undefined) break
      this.#sendTo(sender, backlog.any.shift() as Delivery)
    }
    if (backlog.pieces().size > 0) pumpPieces(this)
  }

  /** Sends what every replica is to get. Pieces of answers that have begun go to those that are leaving too. */
  #pumpAll(queue: Queue<Broadcast>, senders: readonly Sender[]): void {
    if (senders.length === 0 || senders.length < this.#senders.length) return
    const { backlog, streams } = this
    const isPieces = queue === backlog.allPieces
    while (senders.every((sender) => (isPieces ? sender.pieceCredit : sender.credit) > 0)) {
      const broadcast = queue.shift()
      if (broadcast === undefined) break
      const isOpened = streams.onSent(broadcast.message, undefined)
      broadcast.sendTo(senders)
      if (isOpened) backlog.bind(broadcast.request, undefined)
    }
    if (!isPieces && backlog.allPieces.size > 0) this.#pumpAll(backlog.allPieces, this.#senders)
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

/** Nothing becomes of a message that has not been sent. */
function dropUnsent(owner: DeliveryOwner): void {
  owner.sent()
  owner.received()
}
