import type { Port } from '../socket/pack-port.ts'
import type { PartRecord } from '../wire/part-record.ts'
import { type Ack, type Greeting, RECORD, type WireRecord } from '../wire/record.ts'
import type { Run } from '../wire/run.ts'
import type { Pace } from './pace.ts'
import { Receipt } from './receipt.ts'
import type { Session } from './session.ts'
import type { Speaker, Turn } from './turn.ts'

/** What a taking end needs of its Pea. */
export interface TakerListener {
  /** Its Pea calls a user's executor. */
  readonly calls: boolean
  readonly pace: Pick<Pace, 'isFast'>
  /** How many unfinished parts this lane may hold. */
  window(): number
  onPart(receipt: Receipt, part: PartRecord): void
  /** Takes parts as one, if it can: otherwise they come one by one. */
  onRun(receipt: Receipt, run: Run): boolean
}

/** News that do not wait for more, three for each part: a receipt for each 512 parts costs a hundredth of what they do. */
const MOST_NEWS = 1_536

/** The most ranges, and the most running calls, that one receipt tells of. */
const MOST_PER_ACK = 4_096

/**
 * The taking end of a lane: takes parts in order, drops repeats, receipts, and hands out credit.
 *
 * A part is *got* when it is in memory, *finished* when what became of it has been handed on (that frees credit), and
 * *done* when the next Peas have got that too (the giver may then forget it).
 */
export class TakerLane implements Speaker {
  readonly peer: string
  readonly session: Session
  isAwake = false
  isDozing = false
  /** Counts the sessions: receipts for an earlier one reach nobody. */
  generation = 0
  #got = 0
  #finished = 0
  #limit = 0
  #doneBelow = 0
  /** Of the parts from `doneBelow` on: those that are done. */
  readonly #done = new Set<number>()
  #freshDone: number[] = []
  readonly #running = new Set<number>()
  #news = 0
  readonly #turn: Turn
  readonly #listener: TakerListener

  constructor(peer: string, session: Session, { turn, listener }: { turn: Turn; listener: TakerListener }) {
    this.peer = peer
    this.session = session
    this.#turn = turn
    this.#listener = listener
  }

  /** Dials, or greets again after the connection was lost. */
  dial(port: Port): void {
    this.session.dial(port)
    this.#turn.wake(this)
  }

  /** Takes the greeting of the other end. */
  meet(greeting: Greeting, port: Port): void {
    if (this.session.meet(greeting, port)) this.#clear()
    this.#freshDone = [...this.#done]
    this.#news += 1
    this.#turn.wake(this)
  }

  /** Says what there is to say at the end of this turn, without waiting for company. */
  hurry(): void {
    this.#news = MOST_NEWS
    this.#turn.wake(this)
  }

  /** Takes parts. Returns false if one of them is a repeat, or comes out of order or beyond the credit. */
  hear(run: Run): boolean {
    if (!this.session.isSettled) return false
    if (this.#hearAll(run)) return true
    let isExpected = true
    for (const part of run.parts()) isExpected = this.#hearOne(part) && isExpected
    return isExpected
  }

  /** What became of parts was handed on: they count against the credit no longer. */
  finish(count: number): void {
    this.#finished += count
    const window = this.#listener.window()
    if ((this.#limit - this.#got) * 2 < window) this.hurry()
    else this.#tell(count)
  }

  /** Nobody needs the giver's copy of these parts any more. */
  done(first: number, count: number): void {
    if (first === this.#doneBelow) {
      this.#doneBelow += count
      while (this.#done.delete(this.#doneBelow)) this.#doneBelow += 1
    } else {
      for (let seq = first; seq < first + count; seq += 1) {
        this.#done.add(seq)
        this.#freshDone.push(seq)
      }
    }
    this.#tell(count)
  }

  /** A call of the user's executor begins for a part: should the call kill this Pea, the giver knows. */
  begin(seq: number): void {
    this.#running.add(seq)
    this.hurry()
  }

  /** That call is over: who has nothing else to do is known to be free before what was made of it is there. */
  end(seq: number): void {
    this.#running.delete(seq)
    if (this.#listener.pace.isFast) this.#tell(1)
    else this.hurry()
  }

  /** Forgets the other end, which has ended. */
  part(): void {
    this.session.part()
    this.#clear()
  }

  speak(): void {
    const { port, isSettled } = this.session
    if (port === undefined) return
    const records: WireRecord[] = []
    const greeting = this.session.takeGreeting({ gives: false, calls: this.#listener.calls, got: this.#got })
    if (greeting !== undefined) records.push(greeting)
    if (isSettled && this.#news > 0) records.push(this.#takeNews())
    if (records.length > 0) port.send(records)
    if (this.#news > 0 && isSettled) this.hurry()
  }

  #takeNews(): Ack {
    this.#limit = Math.max(this.#limit, this.#finished + this.#listener.window())
    const fresh = this.#freshDone.filter((seq) => seq >= this.#doneBelow)
    const news = fresh.splice(0, MOST_PER_ACK)
    const running = [...this.#running].slice(0, MOST_PER_ACK)
    this.#freshDone = fresh
    this.#news = fresh.length
    const { ACK: type } = RECORD
    return { type, got: this.#got, limit: this.#limit, doneBelow: this.#doneBelow, done: ranges(news), running }
  }

  #hearAll(run: Run): boolean {
    const { first, count } = run
    if (first !== this.#got || first + count > this.#limit) return false
    this.#got += count
    if (this.#listener.onRun(new Receipt(this, { first, count, isUrgent: false }), run)) {
      this.#tell(count)
      return true
    }
    this.#got = first
    return false
  }

  #hearOne(part: PartRecord): boolean {
    const { seq, isUrgent } = part
    if (seq !== this.#got || seq >= this.#limit) return false
    this.#got += 1
    if (isUrgent) this.hurry()
    else this.#tell(1)
    this.#listener.onPart(new Receipt(this, { first: seq, count: 1, isUrgent }), part)
    return true
  }

  #tell(count: number): void {
    this.#news += count
    if (this.#news < MOST_NEWS) this.#turn.wakeSoon(this)
    else this.#turn.wake(this)
  }

  #clear(): void {
    this.generation += 1
    this.#got = this.#finished = this.#limit = this.#doneBelow = 0
    this.#done.clear()
    this.#freshDone = []
    this.#running.clear()
  }
}

/** Numbers as pairs of first and one past the last. */
function ranges(numbers: number[]): number[] {
  numbers.sort((a, b) => a - b)
  const pairs: number[] = []
  for (const number of numbers) {
    if (pairs.at(-1) === number) pairs[pairs.length - 1] = number + 1
    else pairs.push(number, number + 1)
  }
  return pairs
}
