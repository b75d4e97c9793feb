import type { Delivery } from './delivery.ts'
import { RelayedBatch } from './relayed-batch.ts'

/** A message that is not settled: a delivery of its own, or one of a relayed batch. */
type Entry = Delivery | RelayedBatch

/**
 * What a sender has taken and its peer has not settled, by sequence number. The messages of a relayed batch share one
 * entry until one of them is asked for.
 */
export class Unsettled {
  /** The first number that is not settled. */
  base = 0
  /** The number that the next message gets. */
  next = 0
  /** The first number that the peer has not received. */
  received = 0
  /** How many messages are not settled. */
  size = 0
  /** How many of those the peer still has to work on: their calls have not ended, as far as it has acknowledged. */
  load = 0
  /** A ring: by number, modulo its length, which is a power of two. */
  #entries: (Entry | undefined)[] = new Array(16)

  /** How many messages the peer has not received. */
  get unreceived(): number {
    return this.next - this.received
  }

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

  at(seq: number): Entry | undefined {
    return this.#entries[this.#indexOf(seq)]
  }

  /** A message as a delivery of its own, which it is from now on. */
  deliveryAt(seq: number): Delivery | undefined {
    const entry = this.at(seq)
    if (!(entry instanceof RelayedBatch)) return entry
    const delivery = entry.delivery(seq, seq < this.received)
    this.#entries[this.#indexOf(seq)] = delivery
    return delivery
  }

  /** All deliveries, oldest first. */
  deliveries(): Delivery[] {
    return this.#select(() => true)
  }

  /** The deliveries of these requests, oldest first. */
  deliveriesOf(requests: ReadonlySet<number>): Delivery[] {
    return this.#select((entry, seq) => {
      return requests.has(
        entry instanceof RelayedBatch ? entry.batch.requestAt(seq - entry.batch.first) : entry.request,
      )
    })
  }

  /** The peer has received every message below this number. */
  receive(below: number): void {
    for (; this.received < below; this.received += 1) {
      const entry = this.at(this.received)
      if (entry instanceof RelayedBatch) entry.received()
      else entry?.markReceived()
    }
  }

  /** The peer calls this delivery, perhaps again. */
  beginCall(delivery: Delivery): void {
    if (!delivery.isCalled) return
    delivery.isCalled = false
    this.load += 1
  }

  /** The peer's call for this delivery has ended. It may be settled already. */
  endCall(delivery: Delivery): void {
    if (delivery.isCalled || this.at(delivery.seq) !== delivery) return
    delivery.isCalled = true
    this.load -= 1
  }

  /** The peer has settled these messages, which it has received before. */
  settle(from: number, to: number): void {
    for (let seq = Math.max(from, this.base); seq < to; seq += 1) {
      const entry = this.at(seq)
      if (entry === undefined) continue
      if (entry instanceof RelayedBatch) entry.settled()
      else entry.owner.settled()
      this.#entries[this.#indexOf(seq)] = undefined
      this.size -= 1
      if (entry instanceof RelayedBatch || !entry.isCalled) this.load -= 1
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

  #select(test: (entry: Entry, seq: number) => boolean): Delivery[] {
    const selected: Delivery[] = []
    for (let seq = this.base; seq < this.next; seq += 1) {
      const entry = this.at(seq)
      const delivery = entry !== undefined && test(entry, seq) ? this.deliveryAt(seq) : undefined
      if (delivery !== undefined) selected.push(delivery)
    }
    return selected
  }

  #reserve(count: number): void {
    let length = this.#entries.length
    while (this.next - this.base + count > length) length *= 2
    if (length === this.#entries.length) return
    const entries: (Entry | undefined)[] = new Array(length)
    for (let seq = this.base; seq < this.next; seq += 1) entries[seq & (length - 1)] = this.at(seq)
    this.#entries = entries
  }
}
