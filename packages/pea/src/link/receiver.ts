import type { Batch, Greeting, PeerConnection, ReceivedMessage } from '@peaflow/protocol'
import type { Counters } from '../statistics/counters.ts'
import type { Traffic } from '../statistics/traffic.ts'
import { AckState } from './ack-state.ts'
import { Acknowledgement } from './acknowledgement.ts'
import type { Flushable, FlushScheduler } from './flush-scheduler.ts'
import type { Prefetch } from './prefetch.ts'
import type { Session } from './session.ts'

/** The Pea that a receiver belongs to. */
export interface ReceiverListener {
  /** Whether the Pea calls a user's executor. */
  readonly calls: boolean
  /** Whether a message may have to wait in the Pea for others of its request. */
  readonly joins: boolean
  readonly prefetch: Pick<Prefetch, 'isFast' | 'limit'>
  onMessage(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): void
  /** Takes a batch as a whole and returns `true`, or returns `false`: then its messages come one by one. */
  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean
}

/** What an end of a link needs besides its session. */
export interface ReceiverOptions {
  /** Counts what is received. */
  readonly counters: Pick<Counters, 'received'>
  readonly scheduler: FlushScheduler
  readonly listener: ReceiverListener
}

/**
 * How many changes an acknowledgement waits for, three for each message. One for each 512 messages costs a hundredth of
 * what the messages do.
 */
const MAX_PENDING_ACKS = 1_536

/**
 * The receiving end of a link from one peer. It takes messages in order, drops repeats, acknowledges, and grants credit.
 *
 * A message is *received* once it is in memory, *processed* once its result has been passed on, which frees credit, and
 * *settled* once the next Peas have received that result too: then the sender may forget the message.
 */
export class Receiver implements Flushable {
  readonly peer: string
  readonly session: Session
  isFlushDue = false
  isDelayed = false
  /** Counts the sessions. An acknowledgement of an earlier one has no effect. */
  generation = 0
  readonly #acks = new AckState()
  readonly #scheduler: FlushScheduler
  readonly #listener: ReceiverListener
  readonly #received: Traffic

  constructor(peer: string, session: Session, { scheduler, listener, counters }: ReceiverOptions) {
    this.#received = counters.received
    this.peer = peer
    this.session = session
    this.#scheduler = scheduler
    this.#listener = listener
  }

  /** A CONNECT end has connected, or reconnected: it greets. */
  onConnected(connection: PeerConnection): void {
    this.session.onConnected(connection)
    this.#scheduler.schedule(this)
  }

  /** Takes the peer's greeting. */
  onGreeting(greeting: Greeting, connection: PeerConnection): void {
    if (this.session.onGreeting(greeting, connection)) this.#clear()
    this.#acks.repeat()
    this.#scheduler.schedule(this)
  }

  /** Takes messages. Returns `false` if one of them is a repeat, out of order, or beyond the credit. */
  onBatch(batch: Batch): boolean {
    if (!this.session.isEstablished) return false
    if (this.#receiveBatch(batch)) return true
    let isExpected = true
    for (const message of batch.messages()) isExpected = this.#receiveMessage(message) && isExpected
    return isExpected
  }

  /** Whether a batch that was refused has messages beyond the limit that the peer was told. */
  isBeyondLimit({ first, count }: Batch): boolean {
    return this.session.isEstablished && first + count > this.#acks.limit
  }

  /** The results of messages have been passed on: the messages no longer count against the credit. */
  processed(count: number): void {
    const acks = this.#acks
    acks.processed += count
    if ((acks.limit - acks.received) * 2 < this.#listener.prefetch.limit) this.scheduleAck()
    else this.#addAck(count)
  }

  /** The sender's copies of messages are no longer needed. */
  settled(first: number, count: number): void {
    this.#acks.settle(first, count)
    this.#addAck(count)
  }

  /** A call of the user's executor begins. The sender learns of it at once, in case the call ends this process. */
  begin(seq: number): void {
    this.#acks.begin(seq)
    this.scheduleAck()
  }

  /** The call has ended. The sender learns of it before the result arrives anywhere, and sees this peer as idle. */
  end(seq: number): void {
    this.#acks.end(seq)
    if (this.#listener.prefetch.isFast) this.#addAck(1)
    else this.scheduleAck()
  }

  /** Acknowledges at the end of this turn of the event loop, without waiting for other records. */
  scheduleAck(): void {
    this.#acks.pending = MAX_PENDING_ACKS
    this.#scheduler.schedule(this)
  }

  /** Forgets the peer, which has gone. */
  detach(): void {
    this.session.detach()
    this.#clear()
  }

  flush(): void {
    const { connection, isEstablished } = this.session
    if (connection === undefined) return
    const acks = this.#acks
    const { calls, joins, prefetch } = this.#listener
    const greeting = this.session.takeGreeting({ sends: false, calls, joins: calls && joins, received: acks.received })
    // In a pack of its own: until it has greeted, the peer accepts only short ones.
    if (greeting !== undefined) connection.send([greeting])
    if (!isEstablished || acks.pending === 0) return
    connection.send([acks.take(prefetch.limit)])
    if (acks.pending > 0) this.scheduleAck()
  }

  #receiveBatch(batch: Batch): boolean {
    const acks = this.#acks
    const { first, count } = batch
    if (first !== acks.received || first + count > acks.limit) return false
    acks.received += count
    if (this.#listener.onBatch(new Acknowledgement(this, { first, count, isUrgent: false }), batch)) {
      this.#addAck(count)
      this.#received.add(batch.payloadBytes, count)
      return true
    }
    acks.received = first
    return false
  }

  #receiveMessage(message: ReceivedMessage): boolean {
    const acks = this.#acks
    const { seq, isUrgent } = message
    if (seq !== acks.received || seq >= acks.limit) return false
    acks.received += 1
    if (isUrgent) this.scheduleAck()
    else this.#addAck(1)
    const acknowledgement = new Acknowledgement(this, { first: seq, count: 1, isUrgent })
    this.#received.add(message.payloadBytes, 1)
    this.#listener.onMessage(this.session.edge, acknowledgement, message)
    return true
  }

  #addAck(count: number): void {
    this.#acks.pending += count
    if (this.#acks.pending < MAX_PENDING_ACKS) this.#scheduler.scheduleDelayed(this)
    else this.#scheduler.schedule(this)
  }

  #clear(): void {
    this.generation += 1
    this.#acks.clear()
  }
}
