import {
  type Ack,
  type Batch,
  type Greeting,
  type PeerConnection,
  RECORD,
  type ReceivedMessage,
  type WireRecord,
} from '@peaflow/protocol'
import { Acknowledgement } from './acknowledgement.ts'
import type { Flushable, FlushScheduler } from './flush-scheduler.ts'
import type { Prefetch } from './prefetch.ts'
import { toRanges } from './ranges.ts'
import type { Session } from './session.ts'

/** What a taking end needs of its Pea. */
export interface ReceiverListener {
  /** Its Pea calls a user's executor. */
  readonly calls: boolean
  readonly prefetch: Pick<Prefetch, 'isFast'>
  /** How many unfinished parts this lane may hold. */
  prefetchLimit(): number
  onMessage(acknowledgement: Acknowledgement, message: ReceivedMessage): void
  /** Takes parts as one, if it can: otherwise they come one by one. */
  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean
}

/** News that do not wait for more, three for each part: a receipt for each 512 parts costs a hundredth of what they do. */
const MAX_PENDING_ACKS = 1_536

/** The most ranges, and the most running calls, that one receipt tells of. */
const MOST_PER_ACK = 4_096

/**
 * The taking end of a lane: takes parts in order, drops repeats, receipts, and hands out credit.
 *
 * A part is *got* when it is in memory, *finished* when what became of it has been handed on (that frees credit), and
 * *done* when the next Peas have got that too (the giver may then forget it).
 */
export class Receiver implements Flushable {
  readonly peer: string
  readonly session: Session
  isFlushDue = false
  isDelayed = false
  /** Counts the sessions: receipts for an earlier one reach nobody. */
  generation = 0
  #received = 0
  #processed = 0
  #limit = 0
  #settledBelow = 0
  /** Of the parts from `doneBelow` on: those that are done. */
  readonly #settled = new Set<number>()
  #newlySettled: number[] = []
  readonly #running = new Set<number>()
  #pendingAcks = 0
  readonly #scheduler: FlushScheduler
  readonly #listener: ReceiverListener

  constructor(
    peer: string,
    session: Session,
    { scheduler, listener }: { scheduler: FlushScheduler; listener: ReceiverListener },
  ) {
    this.peer = peer
    this.session = session
    this.#scheduler = scheduler
    this.#listener = listener
  }

  /** Dials, or greets again after the connection was lost. */
  dial(connection: PeerConnection): void {
    this.session.dial(connection)
    this.#scheduler.schedule(this)
  }

  /** Takes the greeting of the other end. */
  onGreeting(greeting: Greeting, connection: PeerConnection): void {
    if (this.session.onGreeting(greeting, connection)) this.#clear()
    this.#newlySettled = [...this.#settled]
    this.#pendingAcks += 1
    this.#scheduler.schedule(this)
  }

  /** Says what there is to say at the end of this turn, without waiting for company. */
  scheduleAck(): void {
    this.#pendingAcks = MAX_PENDING_ACKS
    this.#scheduler.schedule(this)
  }

  /** Takes parts. Returns false if one of them is a repeat, or comes out of order or beyond the credit. */
  onBatch(batch: Batch): boolean {
    if (!this.session.isEstablished) return false
    if (this.#takeBatch(batch)) return true
    let isExpected = true
    for (const message of batch.messages()) isExpected = this.#takeMessage(message) && isExpected
    return isExpected
  }

  /** What became of parts was handed on: they count against the credit no longer. */
  processed(count: number): void {
    this.#processed += count
    const prefetchLimit = this.#listener.prefetchLimit()
    if ((this.#limit - this.#received) * 2 < prefetchLimit) this.scheduleAck()
    else this.#addAck(count)
  }

  /** Nobody needs the giver's copy of these parts any more. */
  settled(first: number, count: number): void {
    if (first === this.#settledBelow) {
      this.#settledBelow += count
      while (this.#settled.delete(this.#settledBelow)) this.#settledBelow += 1
    } else {
      for (let seq = first; seq < first + count; seq += 1) {
        this.#settled.add(seq)
        this.#newlySettled.push(seq)
      }
    }
    this.#addAck(count)
  }

  /** A call of the user's executor begins for a part: should the call kill this Pea, the giver knows. */
  begin(seq: number): void {
    this.#running.add(seq)
    this.scheduleAck()
  }

  /** That call is over: who has nothing else to do is known to be free before what was made of it is there. */
  end(seq: number): void {
    this.#running.delete(seq)
    if (this.#listener.prefetch.isFast) this.#addAck(1)
    else this.scheduleAck()
  }

  /** Forgets the other end, which has ended. */
  detach(): void {
    this.session.detach()
    this.#clear()
  }

  flush(): void {
    const { connection, isEstablished } = this.session
    if (connection === undefined) return
    const records: WireRecord[] = []
    const greeting = this.session.takeGreeting({ sends: false, calls: this.#listener.calls, received: this.#received })
    if (greeting !== undefined) records.push(greeting)
    if (isEstablished && this.#pendingAcks > 0) records.push(this.#takeAck())
    if (records.length > 0) connection.send(records)
    if (this.#pendingAcks > 0 && isEstablished) this.scheduleAck()
  }

  #takeAck(): Ack {
    this.#limit = Math.max(this.#limit, this.#processed + this.#listener.prefetchLimit())
    const fresh = this.#newlySettled.filter((seq) => seq >= this.#settledBelow)
    const pendingAcks = fresh.splice(0, MOST_PER_ACK)
    const running = [...this.#running].slice(0, MOST_PER_ACK)
    this.#newlySettled = fresh
    this.#pendingAcks = fresh.length
    const { ACK: type } = RECORD
    return {
      type,
      received: this.#received,
      limit: this.#limit,
      settledBelow: this.#settledBelow,
      settled: toRanges(pendingAcks),
      running,
    }
  }

  #takeBatch(batch: Batch): boolean {
    const { first, count } = batch
    if (first !== this.#received || first + count > this.#limit) return false
    this.#received += count
    if (this.#listener.onBatch(new Acknowledgement(this, { first, count, isUrgent: false }), batch)) {
      this.#addAck(count)
      return true
    }
    this.#received = first
    return false
  }

  #takeMessage(message: ReceivedMessage): boolean {
    const { seq, isUrgent } = message
    if (seq !== this.#received || seq >= this.#limit) return false
    this.#received += 1
    if (isUrgent) this.scheduleAck()
    else this.#addAck(1)
    this.#listener.onMessage(new Acknowledgement(this, { first: seq, count: 1, isUrgent }), message)
    return true
  }

  #addAck(count: number): void {
    this.#pendingAcks += count
    if (this.#pendingAcks < MAX_PENDING_ACKS) this.#scheduler.scheduleDelayed(this)
    else this.#scheduler.schedule(this)
  }

  #clear(): void {
    this.generation += 1
    this.#received = this.#processed = this.#limit = this.#settledBelow = 0
    this.#settled.clear()
    this.#newlySettled = []
    this.#running.clear()
  }
}
