import type { Parcel } from '../link/parcel.ts'
import { Passage } from '../link/passage.ts'
import type { Port } from '../socket/pack-port.ts'
import { NO_DEADLINE, PACK_BYTES } from '../wire/protocol.ts'
import type { Ack, Greeting, WireRecord } from '../wire/record.ts'
import { sentBytes } from '../wire/write-record.ts'
import { Calls, type Work } from './calls.ts'
import { Kept } from './kept.ts'
import type { Session } from './session.ts'
import type { Speaker, Turn } from './turn.ts'

/** Bytes up to which runs share a message: to copy more costs more than a message does. */
const WORTH_COPYING = 32 * 1_024

/** What the edge that a lane belongs to hears of it. */
export interface GiverListener {
  /** Credit came, or parcels were finished. */
  onAck(): void
  /** The peer is another than before, and knows nothing of these parcels, oldest first. */
  onReturned(lane: GiverLane, parcels: readonly Parcel[]): void
}

/**
 * The giving end of a lane: one socket, one peer. Numbers the parcels, keeps each until the taker is done with it,
 * never gives more than the taker's credit.
 */
export class GiverLane implements Speaker {
  readonly peer: string
  readonly session: Session
  isAwake = false
  isDozing = false
  readonly #kept = new Kept()
  #sent = 0
  #limit = 0
  #calls = new Calls()
  readonly #turn: Turn
  readonly #listener: GiverListener

  constructor(peer: string, session: Session, { turn, listener }: { turn: Turn; listener: GiverListener }) {
    this.peer = peer
    this.session = session
    this.#turn = turn
    this.#listener = listener
  }

  /** How many more parcels the taker takes now. */
  get credit(): number {
    return this.session.isSettled ? Math.max(0, this.#limit - this.#kept.next) : 0
  }

  /** Parcels given and not done. */
  get pending(): number {
    return this.#kept.size
  }

  /** How many of those the peer still has to work on, as far as it has said. */
  get load(): number {
    return this.#kept.load
  }

  /** The parcels for which a call runs, as far as the peer has said. */
  get running(): readonly Parcel[] {
    return this.#calls.running
  }

  /** How long a call takes in the peer, in milliseconds; 0: nobody knows. */
  get callDuration(): number {
    return this.#calls.duration
  }

  /** What is known of the work in the peer, at a moment on the clock of `performance.now()`. */
  work(now: number): Work {
    return this.#calls.work(this.load, now)
  }

  /** Gives a parcel; only with credit. */
  give(parcel: Parcel): void {
    parcel.seq = this.#kept.next
    parcel.begunAt = 0
    parcel.isCalled = false
    this.#kept.add(parcel)
    this.#turn.wake(this)
    parcel.give()
  }

  /** Gives parts as they came; only with credit for all of them. */
  pass(passage: Passage): void {
    passage.run.renumber(this.#kept.next)
    this.#kept.addAll(passage)
    this.#turn.wake(this)
    passage.given()
  }

  /** Dials, or greets again after the connection was lost. */
  dial(port: Port): void {
    this.session.dial(port)
    this.#turn.wake(this)
  }

  /** Takes the greeting of the other end. */
  meet(greeting: Greeting, port: Port): void {
    if (this.session.meet(greeting, port)) this.#reset()
    const { base, next } = this.#kept
    this.#sent = this.session.isKnownTo(greeting) ? Math.min(Math.max(greeting.got, base), next) : base
    this.#turn.wake(this)
    this.#listener.onAck()
  }

  /** Takes receipts and credit. Returns false if they cannot be true. */
  hear(ack: Ack): boolean {
    const kept = this.#kept
    if (!this.session.isSettled || ack.got > this.#sent || ack.running.some((seq) => seq >= this.#sent)) return false
    kept.arrive(ack.got)
    this.#limit = Math.max(this.#limit, ack.limit)
    kept.finish(kept.base, ack.doneBelow)
    for (let index = 0; index < ack.done.length; index += 2) {
      kept.finish(ack.done[index] as number, ack.done[index + 1] as number)
    }
    this.#run(ack.running)
    this.#listener.onAck()
    return true
  }

  /** Takes back what the peer, which has ended, was not done with. */
  part(): Parcel[] {
    const parcels = this.parcels()
    this.session.part()
    this.#clear()
    return parcels
  }

  /** What was given and is not done, oldest first. */
  parcels(): Parcel[] {
    return this.#kept.parcels()
  }

  /** What was given of these requests and is not done. */
  parcelsOf(requests: ReadonlySet<number>): Parcel[] {
    return this.#kept.parcelsOf(requests)
  }

  speak(): void {
    const { port } = this.session
    if (port === undefined) return
    const greeting = this.session.takeGreeting({ gives: true, calls: false, got: 0 })
    if (greeting !== undefined) port.send([greeting])
    while (this.session.isSettled && this.#sent < this.#kept.next) {
      const records = this.#load(performance.now())
      if (records.length > 0) port.send(records)
    }
  }

  #load(now: number): WireRecord[] {
    const records: WireRecord[] = []
    for (let bytes = 0; this.#sent < this.#kept.next && bytes < PACK_BYTES; ) {
      const one = this.#kept.at(this.#sent)
      if (one instanceof Passage && one.run.first === this.#sent && !one.isSent) {
        bytes += sentBytes(one.run)
        if (records.length > 0 && bytes > WORTH_COPYING) break
        one.isSent = true
        records.push(one.run)
        this.#sent += one.run.count
      } else {
        const parcel = this.#kept.parcelAt(this.#sent)
        this.#sent += 1
        if (parcel === undefined) continue
        parcel.timeLeft = Math.min(NO_DEADLINE, Math.max(0, Math.floor(parcel.deadline - now)))
        bytes += sentBytes(parcel)
        records.push(parcel)
      }
    }
    return records
  }

  #run(running: readonly number[]): void {
    if (running.length === 0 && this.#calls.running.length === 0) return
    const parcels = running.filter((seq) => seq >= this.#kept.base).map((seq) => this.#kept.parcelAt(seq))
    const known = parcels.filter((parcel) => parcel !== undefined)
    for (const over of this.#calls.hear(known, performance.now())) this.#kept.call(over)
  }

  #reset(): void {
    const parcels = this.parcels()
    this.#clear()
    if (parcels.length > 0) this.#listener.onReturned(this, parcels)
  }

  #clear(): void {
    this.#kept.clear()
    this.#sent = this.#limit = 0
    this.#calls = new Calls()
  }
}
