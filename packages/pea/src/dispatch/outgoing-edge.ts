import type { Holding, Message, WireError } from '@peaflow/protocol'
import type { Delivery, DeliveryOwner } from '../link/delivery.ts'
import type { Sender, SenderListener } from '../link/sender.ts'
import { Dispatcher } from './dispatcher.ts'
import type { Droppable } from './droppable.ts'
import type { EdgeListener, EdgeOptions, EdgePlan } from './edge.ts'
import { callStuck, notAccepted } from './failure.ts'
import { type Attempts, holdingOf } from './holding.ts'
import { LostPeers } from './lost-peers.ts'
import { findOverdue } from './overdue-calls.ts'
import type { PeerExit, PeerLeave } from './peer-end.ts'
import { takeReturned } from './returned.ts'

/** How many messages to accept that are sure to fail, so that they do fail. */
const FAILING_ROOM = 64

type End = Pick<PeerExit, 'reason' | 'silent'>

/** How a peer ended that greets with another incarnation. */
const RESTARTED: End = { reason: 'it ended and was restarted' }

/** One edge out of a Pea: distributes messages, redelivers those of a Pea that died, and fails those that cannot go on. */
export class OutgoingEdge implements SenderListener {
  readonly #listener: EdgeListener
  readonly #isAnswered: (request: number) => boolean
  readonly #dispatcher: Dispatcher
  readonly #lost = new LostPeers()
  #plan: EdgePlan

  constructor(plan: EdgePlan, listener: EdgeListener, { looksAhead, isAnswered }: EdgeOptions) {
    this.#plan = plan
    this.#listener = listener
    this.#isAnswered = isAnswered
    this.#dispatcher = new Dispatcher(plan, looksAhead)
  }

  get plan(): EdgePlan {
    return this.#plan
  }

  /** How many messages wait until a peer accepts them. */
  get queued(): number {
    return this.#dispatcher.backlog.size + this.#dispatcher.redelivery.size
  }

  /** Whether nothing is queued or unsettled. */
  get isIdle(): boolean {
    return this.#dispatcher.backlog.size === 0 && this.isSettled
  }

  /** Whether nothing is unsettled, and no answer is on its way of which more is to come; messages that were never sent may be queued. */
  get isSettled(): boolean {
    const { redelivery, streams } = this.#dispatcher
    return (
      redelivery.size === 0 && streams.size === 0 && this.#dispatcher.senders.every((sender) => sender.unsettled === 0)
    )
  }

  /** Sets the senders. What a removed sender's peer has not settled is redelivered to the others. */
  wire(plan: EdgePlan, senders: readonly Sender[]): void {
    const removed = this.#dispatcher.senders.filter((sender) => !senders.includes(sender))
    this.#plan = plan
    this.#dispatcher.wire(plan, senders)
    this.#lost.clear()
    for (const sender of removed) this.onReturned(sender, sender.detach())
    this.#dispatcher.pump()
  }

  /** How many more messages for this endpoint to accept. */
  room(endpoint: string): number {
    const isBlocked = this.#lost.block(endpoint, this.#plan.polling, this.#dispatcher.senders)
    return isBlocked ? FAILING_ROOM : this.#dispatcher.room(endpoint)
  }

  /** The error of a message whose time is up before a peer accepted it. */
  get notAccepted(): WireError {
    const { senders } = this.#dispatcher
    const absent = senders.filter(({ session }) => !session.isEstablished).map(({ peer }) => peer)
    return notAccepted({ pod: this.#plan.to, peers: senders.length, absent })
  }

  /** How many messages the peers accept in total. */
  get capacity(): number {
    return this.#lost.size > 0 ? FAILING_ROOM : this.#dispatcher.capacity
  }

  /** Sends a message, or queues it for credit. Its owner sees one delivery, however many replicas get the message. */
  send(message: Message, owner: DeliveryOwner): void {
    this.#dispatcher.send(message, owner)
    if (this.#lost.size > 0) this.#failBlocked()
  }

  /** The only sender, if it can take this many messages at once and nothing is queued before them. */
  senderFor(count: number): Sender | undefined {
    return this.#dispatcher.senderFor(count)
  }

  /** Sends nothing new until the next `wire`. */
  pause(): void {
    this.#dispatcher.isPaused = true
  }

  /** A peer is leaving: it finishes what it has, and gets nothing new. */
  onPeerLeaving({ peer, incarnation }: PeerLeave): void {
    const sender = this.#senderTo(peer)
    if (sender === undefined) return
    sender.leave(incarnation)
    this.#dispatcher.redelivery.release(sender)
    this.#dispatcher.pump()
  }

  /** Whether a peer that is leaving has settled everything that it was sent, or has ended. */
  hasLeft(peer: string): boolean {
    const sender = this.#senderTo(peer)
    if (sender === undefined || !sender.isLeaving) return true
    return sender.unsettled === 0 && !this.#dispatcher.streams.isOpenTo(sender)
  }

  /** A peer has ended: what it has not settled is redelivered. */
  onPeerExit(exit: PeerExit): void {
    const { peer, incarnation, reason, isFinal } = exit
    const sender = this.#senderTo(peer)
    if (sender === undefined) return
    if (isFinal) this.#lost.add(peer, reason)
    // One that has not greeted holds nothing, and one that has greeted with a later incarnation is another Pea.
    const { peerIncarnation } = sender.session
    if (peerIncarnation > 0 && peerIncarnation <= incarnation) this.onReturned(sender, sender.detach(), exit)
    else if (isFinal) this.#failBlocked()
    this.#listener.onProgress()
  }

  /** What is queued or unsettled of these attempts of requests. */
  holding(attempts: Attempts): Holding[] {
    return holdingOf(this.#dispatcher, this.#plan, attempts)
  }

  /** Drops these requests: what has been sent of them is not redelivered, and its owner need not wait for the peer. */
  cancel(requests: ReadonlySet<number>): void {
    for (const sender of this.#dispatcher.senders) {
      for (const delivery of sender.deliveriesOf(requests)) delivery.drop()
    }
    this.dropQueued(requests)
    for (const request of requests) this.#dispatcher.streams.forget(request)
  }

  /** Drops what is queued of these requests. */
  dropQueued(requests: ReadonlySet<number>): void {
    for (const queued of this.#dispatcher.extract(({ request }) => requests.has(request))) queued.drop()
  }

  /** Fails what is queued past its deadline, and the calls that a peer does not end. */
  sweep(now: number): void {
    const { timeoutCall, pods } = this.#plan
    const { senders } = this.#dispatcher
    for (const queued of this.#dispatcher.extract(({ deadline }) => deadline <= now))
      this.#fail(queued, this.notAccepted)
    for (const { sender, delivery, limit } of findOverdue(senders, { timeoutCall, now })) {
      if (!delivery.isDropped) this.#fail(delivery, callStuck({ peer: sender.peer, pods, limit }))
      this.#listener.onStuck(sender.peer, sender.session.peerIncarnation)
    }
    this.#dispatcher.streams.sweep(now)
    // A slow replica that went without may get a message by now.
    this.#dispatcher.pump()
  }

  onAck(): void {
    this.#dispatcher.pump()
    this.#listener.onProgress()
  }

  onReturned(sender: Sender, deliveries: readonly Delivery[], { reason, silent }: End = RESTARTED): void {
    this.#dispatcher.redelivery.release(sender)
    const { retries } = this.#plan
    const edge = { dispatcher: this.#dispatcher, listener: this.#listener, isAnswered: this.#isAnswered, retries }
    takeReturned({ sender, deliveries, reason, isSilent: silent === true }, edge)
    this.#failBlocked()
    this.#dispatcher.pump()
  }

  #senderTo(peer: string): Sender | undefined {
    return this.#dispatcher.senders.find((sender) => sender.peer === peer)
  }

  /** Fails what only lost peers could take. */
  #failBlocked(): void {
    for (const queued of this.#lost.extractBlocked(this.#dispatcher)) this.#fail(queued, this.#lost.error)
  }

  #fail(queued: Droppable, error: WireError): void {
    queued.drop()
    this.#listener.onFailed(queued.request, error)
  }
}
