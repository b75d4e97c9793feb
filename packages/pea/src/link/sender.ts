import type { Ack, Greeting, PeerConnection } from '@peaflow/protocol'
import type { Counters } from '../statistics/counters.ts'
import type { Traffic } from '../statistics/traffic.ts'
import type { Delivery } from './delivery.ts'
import type { Flushable, FlushScheduler } from './flush-scheduler.ts'
import { PeerLoad, type PeerWork } from './peer-load.ts'
import type { RelayedBatch } from './relayed-batch.ts'
import { updateRunning } from './running-calls.ts'
import type { Session } from './session.ts'
import { Transmission } from './transmission.ts'
import { Unsettled } from './unsettled.ts'

/** The edge that a sender belongs to. */
export interface SenderListener {
  /** The peer has granted credit, or settled deliveries. */
  onAck(): void
  /** The peer has been replaced and knows none of these deliveries, which are in the order they were sent. */
  onReturned(sender: Sender, deliveries: readonly Delivery[]): void
}

/** What an end of a link needs besides its session. */
export interface SenderOptions {
  /** Counts what is sent. */
  readonly counters: Pick<Counters, 'sent'>
  readonly scheduler: FlushScheduler
  readonly listener: SenderListener
}

/**
 * The sending end of a link to one peer. It numbers the deliveries, keeps each until the peer has settled it, and never
 * exceeds the peer's credit.
 */
export class Sender implements Flushable {
  readonly peer: string
  readonly session: Session
  isFlushDue = false
  isDelayed = false
  readonly #unsettled = new Unsettled()
  readonly #transmission = new Transmission(this.#unsettled)
  #limit = 0
  /** The last incarnation of the peer that gets nothing new; 0 for none. */
  #leaving = 0
  #peerLoad = new PeerLoad()
  readonly #scheduler: FlushScheduler
  readonly #listener: SenderListener
  readonly #sent: Traffic

  constructor(peer: string, session: Session, { scheduler, listener, counters }: SenderOptions) {
    this.#sent = counters.sent
    this.peer = peer
    this.session = session
    this.#scheduler = scheduler
    this.#listener = listener
  }

  /** Whether the peer is about to end: it finishes what it has, and gets nothing new. */
  get isLeaving(): boolean {
    return this.#leaving > 0 && this.session.peerIncarnation <= this.#leaving
  }

  /** How many more deliveries the peer accepts now. */
  get credit(): number {
    return this.isLeaving ? 0 : this.pieceCredit
  }

  /** How many more pieces of answers the peer accepts now that it has begun to receive: also while it is leaving. */
  get pieceCredit(): number {
    return this.session.isEstablished ? Math.max(0, this.#limit - this.#unsettled.next) : 0
  }

  /** How many deliveries the peer has not settled. */
  get unsettled(): number {
    return this.#unsettled.size
  }

  /** How many of those the peer still has to work on, as far as it has acknowledged. */
  get load(): number {
    return this.#unsettled.load
  }

  /** The deliveries whose calls run in the peer, as far as it has acknowledged. */
  get running(): readonly Delivery[] {
    return this.#peerLoad.running
  }

  /** How long a call takes in the peer, in milliseconds; 0 while unknown. */
  get callDuration(): number {
    return this.#peerLoad.duration
  }

  /** What is known of the peer's work. `now` is on the clock of `performance.now()`. */
  work(now: number): PeerWork {
    return this.#peerLoad.work(this.#unsettled, now)
  }

  /** Grants the peer's incarnations up to this one no credit any more; 0 revokes it. */
  leave(incarnation: number): void {
    this.#leaving = incarnation
  }

  /** Sends a delivery; requires credit. */
  send(delivery: Delivery): void {
    delivery.seq = this.#unsettled.next
    delivery.begunAt = 0
    delivery.isCalled = false
    this.#unsettled.add(delivery)
    this.#sent.add(delivery.payloadBytes, 1)
    this.#scheduler.schedule(this)
    delivery.markSent()
  }

  /** Sends a batch as it came; requires credit for all of its messages. */
  relay(relayed: RelayedBatch): void {
    relayed.batch.renumber(this.#unsettled.next)
    this.#unsettled.addAll(relayed)
    this.#sent.add(relayed.batch.payloadBytes, relayed.batch.count)
    this.#scheduler.schedule(this)
    relayed.allSent()
  }

  /** A CONNECT end has connected, or reconnected: it greets. */
  onConnected(connection: PeerConnection): void {
    this.session.onConnected(connection)
    this.#scheduler.schedule(this)
  }

  /** Takes the peer's greeting, and resends what the peer has not received. */
  onGreeting(greeting: Greeting, connection: PeerConnection): void {
    if (this.session.onGreeting(greeting, connection)) this.#returnAll()
    const { base, next } = this.#unsettled
    const isKnown = this.session.isKnownTo(greeting)
    this.#transmission.next = isKnown ? Math.min(Math.max(greeting.received, base), next) : base
    this.#scheduler.schedule(this)
    this.#listener.onAck()
  }

  /** Takes an acknowledgement. Returns `false` if it cannot be true: it covers what was never sent. */
  onAck(ack: Ack): boolean {
    const unsettled = this.#unsettled
    const sent = this.#transmission.next
    if (!this.session.isEstablished || ack.received > sent || ack.running.some((seq) => seq >= sent)) return false
    unsettled.receive(ack.received)
    this.#limit = Math.max(this.#limit, ack.limit)
    unsettled.settle(unsettled.base, ack.settledBelow)
    for (let index = 0; index < ack.settled.length; index += 2) {
      unsettled.settle(ack.settled[index] as number, ack.settled[index + 1] as number)
    }
    updateRunning(ack.running, unsettled, this.#peerLoad)
    this.#listener.onAck()
    return true
  }

  /** Forgets the peer, which has gone. Returns what it has not settled, oldest first. */
  detach(): Delivery[] {
    const deliveries = this.deliveries()
    this.session.detach()
    this.#clear()
    return deliveries
  }

  /** What the peer has not settled, oldest first. */
  deliveries(): Delivery[] {
    return this.#unsettled.deliveries()
  }

  /** What the peer has not settled of these requests. */
  deliveriesOf(requests: ReadonlySet<number>): Delivery[] {
    return this.#unsettled.deliveriesOf(requests)
  }

  flush(): void {
    const { connection } = this.session
    if (connection === undefined) return
    const greeting = this.session.takeGreeting({ sends: true, calls: false, joins: false, received: 0 })
    if (greeting !== undefined) connection.send([greeting])
    while (this.session.isEstablished && this.#transmission.isPending) {
      const records = this.#transmission.nextPack(performance.now())
      if (records.length > 0) connection.send(records)
    }
  }

  #returnAll(): void {
    const deliveries = this.deliveries()
    this.#clear()
    if (deliveries.length > 0) this.#listener.onReturned(this, deliveries)
  }

  #clear(): void {
    this.#unsettled.clear()
    this.#transmission.next = this.#limit = 0
    this.#peerLoad = new PeerLoad()
  }
}
