import type { Parcel } from '../link/parcel.ts'
import type { Port } from '../socket/pack-socket.ts'
import { recordBytes } from '../wire/pack.ts'
import { NO_DEADLINE, PACK_BYTES } from '../wire/protocol.ts'
import type { Ack, Greeting, WireRecord } from '../wire/record.ts'
import type { Session } from './session.ts'
import type { Speaker, Turn } from './turn.ts'

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
  /** Parcels given and not done. */
  pending = 0
  /** By sequence number, modulo their power of two. */
  #kept: (Parcel | undefined)[] = new Array(16)
  #base = 0
  #sent = 0
  #next = 0
  #got = 0
  #limit = 0
  #running: readonly Parcel[] = []
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
    return this.session.isSettled ? Math.max(0, this.#limit - this.#next) : 0
  }

  /** Gives a parcel; only with credit. */
  give(parcel: Parcel): void {
    if (this.#next - this.#base === this.#kept.length) this.#grow()
    parcel.seq = this.#next
    parcel.begunAt = 0
    this.#kept[this.#next & (this.#kept.length - 1)] = parcel
    this.#next += 1
    this.pending += 1
    this.#turn.wake(this)
    parcel.give()
  }

  /** Dials, or greets again after the connection was lost. */
  dial(port: Port): void {
    this.session.dial(port)
    this.#turn.wake(this)
  }

  /** Takes the greeting of the other end. */
  meet(greeting: Greeting, port: Port): void {
    if (this.session.meet(greeting, port)) this.#reset()
    this.#sent = this.session.isKnownTo(greeting)
      ? Math.min(Math.max(greeting.got, this.#base), this.#next)
      : this.#base
    this.#turn.wake(this)
    this.#listener.onAck()
  }

  /** Takes receipts and credit. Returns false if they cannot be true. */
  hear(ack: Ack): boolean {
    if (!this.session.isSettled || ack.got > this.#next || ack.running.some((seq) => seq >= this.#next)) return false
    for (; this.#got < ack.got; this.#got += 1) this.#at(this.#got)?.receipt()
    this.#limit = Math.max(this.#limit, ack.limit)
    this.#finish(this.#base, ack.doneBelow)
    for (let index = 0; index < ack.done.length; index += 2) {
      this.#finish(ack.done[index] as number, ack.done[index + 1] as number)
    }
    this.#advance()
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
    const parcels: Parcel[] = []
    for (let seq = this.#base; seq < this.#next; seq += 1) {
      const parcel = this.#at(seq)
      if (parcel !== undefined) parcels.push(parcel)
    }
    return parcels
  }

  speak(): void {
    const { port } = this.session
    if (port === undefined) return
    const greeting = this.session.takeGreeting({ gives: true, calls: false, got: 0 })
    if (greeting !== undefined) port.send([greeting])
    while (this.session.isSettled && this.#sent < this.#next) {
      const records = this.#load(performance.now())
      if (records.length > 0) port.send(records)
    }
  }

  #load(now: number): WireRecord[] {
    const records: WireRecord[] = []
    for (let bytes = 0; this.#sent < this.#next && bytes < PACK_BYTES; this.#sent += 1) {
      const parcel = this.#at(this.#sent)
      if (parcel === undefined) continue
      parcel.timeLeft = Math.min(NO_DEADLINE, Math.max(0, Math.floor(parcel.deadline - now)))
      bytes += recordBytes(parcel)
      records.push(parcel)
    }
    return records
  }

  #at(seq: number): Parcel | undefined {
    return this.#kept[seq & (this.#kept.length - 1)]
  }

  /** Notes which calls run now: those that ran before and do not any more are no reason for a death. */
  #run(running: readonly number[]): void {
    if (running.length === 0 && this.#running.length === 0) return
    const now = performance.now()
    const parcels = running.filter((seq) => seq >= this.#base).map((seq) => this.#at(seq))
    for (const parcel of this.#running) if (!parcels.includes(parcel)) parcel.begunAt = 0
    this.#running = parcels.filter((parcel) => parcel !== undefined)
    for (const parcel of this.#running) parcel.begunAt ||= now
  }

  #finish(from: number, to: number): void {
    for (let seq = Math.max(from, this.#base); seq < to; seq += 1) {
      const parcel = this.#at(seq)
      if (parcel === undefined) continue
      this.#kept[seq & (this.#kept.length - 1)] = undefined
      this.pending -= 1
      parcel.receipt()
    }
  }

  #advance(): void {
    while (this.#base < this.#next && this.#at(this.#base) === undefined) this.#base += 1
  }

  #reset(): void {
    const parcels = this.parcels()
    this.#clear()
    if (parcels.length > 0) this.#listener.onReturned(this, parcels)
  }

  #clear(): void {
    this.#kept.fill(undefined)
    this.#base = this.#sent = this.#next = this.#got = this.#limit = 0
    this.pending = 0
    this.#running = []
  }

  #grow(): void {
    const kept: (Parcel | undefined)[] = new Array(this.#kept.length * 2)
    for (let seq = this.#base; seq < this.#next; seq += 1) kept[seq & (kept.length - 1)] = this.#at(seq)
    this.#kept = kept
  }
}
