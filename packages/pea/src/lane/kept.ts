import type { Parcel } from '../link/parcel.ts'
import { Passage } from '../link/passage.ts'

/** What was given by a lane and is not done, by number. The parts of a passage share it until one is asked for. */
export class Kept {
  /** The first number that is not done. */
  base = 0
  /** The number of what is given next. */
  next = 0
  /** The first number that has not arrived. */
  got = 0
  /** How many parts are not done. */
  size = 0
  /** How many of those are not known to have been called: their work is still to be done. */
  load = 0
  /** By number, modulo their power of two. */
  #places: (Parcel | Passage | undefined)[] = new Array(16)

  add(parcel: Parcel): void {
    this.#reserve(1)
    this.#places[this.#place(this.next)] = parcel
    this.next += 1
    this.size += 1
    this.load += 1
  }

  addAll(passage: Passage): void {
    const { count } = passage.run
    this.#reserve(count)
    for (const end = this.next + count; this.next < end; this.next += 1) this.#places[this.#place(this.next)] = passage
    this.size += count
    this.load += count
  }

  at(seq: number): Parcel | Passage | undefined {
    return this.#places[this.#place(seq)]
  }

  /** A part as a parcel of its own, which it is from now on. */
  parcelAt(seq: number): Parcel | undefined {
    const one = this.at(seq)
    if (!(one instanceof Passage)) return one
    const parcel = one.parcel(seq, seq < this.got)
    this.#places[this.#place(seq)] = parcel
    return parcel
  }

  /** All that is not done, oldest first. */
  parcels(): Parcel[] {
    return this.#numbers(() => true).map((seq) => this.parcelAt(seq) as Parcel)
  }

  /** What of these requests is not done. */
  parcelsOf(requests: ReadonlySet<number>): Parcel[] {
    const isOne = (one: Parcel | Passage, seq: number) =>
      requests.has(one instanceof Passage ? one.run.requestAt(seq - one.run.first) : one.request)
    return this.#numbers(isOne).map((seq) => this.parcelAt(seq) as Parcel)
  }

  /** Every part below this number has arrived. */
  arrive(below: number): void {
    for (; this.got < below; this.got += 1) {
      const one = this.at(this.got)
      if (one instanceof Passage) one.got()
      else one?.receipt()
    }
  }

  /** The call of this part is over. It may be done already. */
  call(parcel: Parcel): void {
    if (parcel.isCalled || this.at(parcel.seq) !== parcel) return
    parcel.isCalled = true
    this.load -= 1
  }

  /** These parts are done; they have arrived before. */
  finish(from: number, to: number): void {
    for (let seq = Math.max(from, this.base); seq < to; seq += 1) {
      const one = this.at(seq)
      if (one === undefined) continue
      if (one instanceof Passage) one.forgotten()
      else one.owner.forgotten()
      this.#places[this.#place(seq)] = undefined
      this.size -= 1
      if (one instanceof Passage || !one.isCalled) this.load -= 1
    }
    while (this.base < this.next && this.at(this.base) === undefined) this.base += 1
  }

  clear(): void {
    this.#places.fill(undefined)
    this.base = this.next = this.got = this.size = this.load = 0
  }

  #place(seq: number): number {
    return seq & (this.#places.length - 1)
  }

  #numbers(test: (one: Parcel | Passage, seq: number) => boolean): number[] {
    const numbers: number[] = []
    for (let seq = this.base; seq < this.next; seq += 1) {
      const one = this.at(seq)
      if (one !== undefined && test(one, seq)) numbers.push(seq)
    }
    return numbers
  }

  #reserve(count: number): void {
    let places = this.#places.length
    while (this.next - this.base + count > places) places *= 2
    if (places === this.#places.length) return
    const before: (Parcel | Passage | undefined)[] = new Array(places)
    for (let seq = this.base; seq < this.next; seq += 1) before[seq & (places - 1)] = this.at(seq)
    this.#places = before
  }
}
