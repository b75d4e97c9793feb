import type { Ack, Greeting, PeerConnection, WireRecord } from '@peaflow/protocol'
import { NO_DEADLINE, PACK_BYTES, sentBytes } from '@peaflow/protocol'
import type { Delivery } from './delivery.ts'
import type { Flushable, FlushScheduler } from './flush-scheduler.ts'
import { PeerLoad, type PeerWork } from './peer-load.ts'
import { RelayedBatch } from './relayed-batch.ts'
import type { Session } from './session.ts'
import { Unsettled } from './unsettled.ts'

/** Bytes up to which runs share a message: to copy more costs more than a message does. */
const WORTH_COPYING = 32 * 1_024

/** What the edge that a lane belongs to hears of it. */
export interface SenderListener {
  /** Credit came, or parcels were finished. */
  onAck(): void
  /** The peer is another than before, and knows nothing of these parcels, oldest first. */
  onReturned(end: Sender, deliveries: readonly Delivery[]): void
}

/**
 * The giving end of a lane: one socket, one peer. Numbers the parcels, keeps each until the taker is done with it,
 * never gives more than the taker's credit.
 */
export class Sender implements Flushable {
  readonly peer: string
  readonly session: Session
  isFlushDue = false
  isDelayed = false
  readonly #unsettled = new Unsettled()
  #sent = 0
  #limit = 0
  #calls = new PeerLoad()
  readonly #scheduler: FlushScheduler
  readonly #listener: SenderListener

  constructor(
    peer: string,
    session: Session,
    { scheduler, listener }: { scheduler: FlushScheduler; listener: SenderListener },
  ) {
    this.peer = peer
    this.session = session
    this.#scheduler = scheduler
    this.#listener = listener
  }

  /** How many more parcels the taker takes now. */
  get credit(): number {
    return this.session.isEstablished ? Math.max(0, this.#limit - this.#unsettled.next) : 0
  }

  /** Parcels given and not done. */
  get unsettled(): number {
    return this.#unsettled.size
  }

  /** How many of those the peer still has to work on, as far as it has said. */
  get load(): number {
    return this.#unsettled.load
  }

  /** The parcels for which a call runs, as far as the peer has said. */
  get running(): readonly Delivery[] {
    return this.#calls.running
  }

  /** How long a call takes in the peer, in milliseconds; 0: nobody knows. */
  get callDuration(): number {
    return this.#calls.duration
  }

  /** What is known of the work in the peer, at a moment on the clock of `performance.now()`. */
  work(now: number): PeerWork {
    return this.#calls.work(this.load, now)
  }

  /** Gives a parcel; only with credit. */
  send(delivery: Delivery): void {
    delivery.seq = this.#unsettled.next
    delivery.begunAt = 0
    delivery.isCalled = false
    this.#unsettled.add(delivery)
    this.#scheduler.schedule(this)
    delivery.markSent()
  }

  /** Gives parts as they came; only with credit for all of them. */
  relay(relayed: RelayedBatch): void {
    relayed.batch.renumber(this.#unsettled.next)
    this.#unsettled.addAll(relayed)
    this.#scheduler.schedule(this)
    relayed.sent()
  }

  /** Dials, or greets again after the connection was lost. */
  dial(connection: PeerConnection): void {
    this.session.dial(connection)
    this.#scheduler.schedule(this)
  }

  /** Takes the greeting of the other end. */
  onGreeting(greeting: Greeting, connection: PeerConnection): void {
    if (this.session.onGreeting(greeting, connection)) this.#reset()
    const { base, next } = this.#unsettled
    this.#sent = this.session.isKnownTo(greeting) ? Math.min(Math.max(greeting.received, base), next) : base
    this.#scheduler.schedule(this)
    this.#listener.onAck()
  }

  /** Takes receipts and credit. Returns false if they cannot be true. */
  onAck(ack: Ack): boolean {
    const unsettled = this.#unsettled
    if (!this.session.isEstablished || ack.received > this.#sent || ack.running.some((seq) => seq >= this.#sent))
      return false
    unsettled.receive(ack.received)
    this.#limit = Math.max(this.#limit, ack.limit)
    unsettled.settle(unsettled.base, ack.settledBelow)
    for (let index = 0; index < ack.settled.length; index += 2) {
      unsettled.settle(ack.settled[index] as number, ack.settled[index + 1] as number)
    }
    this.#updateRunning(ack.running)
    this.#listener.onAck()
    return true
  }

  /** Takes back what the peer, which has ended, was not done with. */
  detach(): Delivery[] {
    const deliveries = this.deliveries()
    this.session.detach()
    this.#clear()
    return deliveries
  }

  /** What was given and is not done, oldest first. */
  deliveries(): Delivery[] {
    return this.#unsettled.deliveries()
  }

  /** What was given of these requests and is not done. */
  deliveriesOf(requests: ReadonlySet<number>): Delivery[] {
    return this.#unsettled.deliveriesOf(requests)
  }

  flush(): void {
    const { connection } = this.session
    if (connection === undefined) return
    const greeting = this.session.takeGreeting({ sends: true, calls: false, received: 0 })
    if (greeting !== undefined) connection.send([greeting])
    while (this.session.isEstablished && this.#sent < this.#unsettled.next) {
      const records = this.#load(performance.now())
      if (records.length > 0) connection.send(records)
    }
  }

  #load(now: number): WireRecord[] {
    const records: WireRecord[] = []
    for (let bytes = 0; this.#sent < this.#unsettled.next && bytes < PACK_BYTES; ) {
      const one = this.#unsettled.at(this.#sent)
      if (one instanceof RelayedBatch && one.batch.first === this.#sent && !one.isWritten) {
        bytes += sentBytes(one.batch)
        if (records.length > 0 && bytes > WORTH_COPYING) break
        one.isWritten = true
        records.push(one.batch)
        this.#sent += one.batch.count
      } else {
        const delivery = this.#unsettled.deliveryAt(this.#sent)
        this.#sent += 1
        if (delivery === undefined) continue
        delivery.timeLeft = Math.min(NO_DEADLINE, Math.max(0, Math.floor(delivery.deadline - now)))
        bytes += sentBytes(delivery)
        records.push(delivery)
      }
    }
    return records
  }

  #updateRunning(running: readonly number[]): void {
    if (running.length === 0 && this.#calls.running.length === 0) return
    const deliveries = running
      .filter((seq) => seq >= this.#unsettled.base)
      .map((seq) => this.#unsettled.deliveryAt(seq))
    const known = deliveries.filter((delivery) => delivery !== undefined)
    for (const over of this.#calls.update(known, performance.now())) this.#unsettled.endCall(over)
  }

  #reset(): void {
    const deliveries = this.deliveries()
    this.#clear()
    if (deliveries.length > 0) this.#listener.onReturned(this, deliveries)
  }

  #clear(): void {
    this.#unsettled.clear()
    this.#sent = this.#limit = 0
    this.#calls = new PeerLoad()
  }
}
