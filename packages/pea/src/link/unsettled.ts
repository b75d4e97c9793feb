import type { Delivery } from './delivery.ts'
import { RelayedBatch } from './relayed-batch.ts'

/** What was given by a lane and is not done, by number. The parts of a passage share it until one is asked for. */
export class Unsettled {
  /** The first number that is not done. */
  base = 0
  /** The number of what is given next. */
  next = 0
  /** The first number that has not arrived. */
  received = 0
  /** How many parts are not done. */
  size = 0
  /** How many of those are not known to have been called: their work is still to be done. */
  load = 0
  /** By number, modulo their power of two. */
  #entries: (Delivery | RelayedBatch | undefined)[] = new Array(16)

  add(delivery: Delivery): void {
    this.#reserve(1)
    this.#entries[this.#indexOf(this.next)] = delivery
    this.next += 1
    this.size += 1
    this.load += 1
  }

  addAll(relayed: RelayedBatch): void {
    const { count } = relayed.batch
    this.#reserve(count)
    for (const end = this.next + count; this.next < end; this.next += 1)
      this.#entries[this.#indexOf(this.next)] = relayed
    this.size += count
    this.load += count
  }

  at(seq: number): Delivery | RelayedBatch | undefined {
    return this.#entries[this.#indexOf(seq)]
  }

  /** A part as a parcel of its own, which it is from now on. */
  deliveryAt(seq: number): Delivery | undefined {
    const one = this.at(seq)
    if (!(one instanceof RelayedBatch)) return one
    const delivery = one.delivery(seq, seq < this.received)
    this.#entries[this.#indexOf(seq)] = delivery
    return delivery
  }

  /** All that is not done, oldest first. */
  deliveries(): Delivery[] {
    return this.#numbers(() => true).map((seq) => this.deliveryAt(seq) as Delivery)
  }

  /** What of these requests is not done. */
  deliveriesOf(requests: ReadonlySet<number>): Delivery[] {
    const isOne = (one: Delivery | RelayedBatch, seq: number) =>
      requests.has(one instanceof RelayedBatch ? one.batch.requestAt(seq - one.batch.first) : one.request)
    return this.#numbers(isOne).map((seq) => this.deliveryAt(seq) as Delivery)
  }

  /** Every part below this number has arrived. */
  receive(below: number): void {
    for (; this.received < below; this.received += 1) {
      const one = this.at(this.received)
      if (one instanceof RelayedBatch) one.received()
      else one?.markReceived()
    }
  }

  /** The call of this part is over. It may be done already. */
  endCall(delivery: Delivery): void {
    if (delivery.isCalled || this.at(delivery.seq) !== delivery) return
    delivery.isCalled = true
    this.load -= 1
  }

  /** These parts are done; they have arrived before. */
  settle(from: number, to: number): void {
    for (let seq = Math.max(from, this.base); seq < to; seq += 1) {
      const one = this.at(seq)
      if (one === undefined) continue
      if (one instanceof RelayedBatch) one.settled()
      else one.owner.settled()
      this.#entries[this.#indexOf(seq)] = undefined
      this.size -= 1
      if (one instanceof RelayedBatch || !one.isCalled) this.load -= 1
    }
    while (this.base < this.next && this.at(this.base) === undefined) this.base += 1
  }

  clear(): void {
    this.#entries.fill(undefined)
    this.base = this.next = this.received = this.size = this.load = 0
  }

  #indexOf(seq: number): number {
    return seq & (this.#entries.length - 1)
  }

  #numbers(test: (one: Delivery | RelayedBatch, seq: number) => boolean): number[] {
    const numbers: number[] = []
    for (let seq = this.base; seq < this.next; seq += 1) {
      const one = this.at(seq)
      if (one !== undefined && test(one, seq)) numbers.push(seq)
    }
    return numbers
  }

  #reserve(count: number): void {
    let entries = this.#entries.length
    while (this.next - this.base + count > entries) entries *= 2
    if (entries === this.#entries.length) return
    const before: (Delivery | RelayedBatch | undefined)[] = new Array(entries)
    for (let seq = this.base; seq < this.next; seq += 1) before[seq & (entries - 1)] = this.at(seq)
    this.#entries = before
  }
}
