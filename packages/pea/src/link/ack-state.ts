import { type Ack, RECORD } from '@peaflow/protocol'
import { toRanges } from './ranges.ts'

/** The most ranges, and the most running calls, in one acknowledgement. */
const MAX_ACK_ENTRIES = 4_096

/** What a receiver acknowledges: which messages it has received, processed and settled, and which calls run. */
export class AckState {
  /** The first number that has not been received. */
  received = 0
  /** How many messages have been processed. */
  processed = 0
  /** The first number for which the sender has no credit. */
  limit = 0
  /** How many changes have not been acknowledged. */
  pending = 0
  /** The first number that has not been settled. */
  #settledBelow = 0
  /** The numbers above that which have been settled out of order. */
  readonly #settled = new Set<number>()
  /** Those of them that have not been acknowledged. */
  #newlySettled: number[] = []
  readonly #running = new Set<number>()

  begin(seq: number): void {
    this.#running.add(seq)
  }

  end(seq: number): void {
    this.#running.delete(seq)
  }

  settle(first: number, count: number): void {
    if (first === this.#settledBelow) {
      this.#settledBelow += count
      while (this.#settled.delete(this.#settledBelow)) this.#settledBelow += 1
      return
    }
    for (let seq = first; seq < first + count; seq += 1) {
      this.#settled.add(seq)
      this.#newlySettled.push(seq)
    }
  }

  /** Acknowledges everything once more: the last acknowledgements may have been lost with their connection. */
  repeat(): void {
    this.#newlySettled = [...this.#settled]
    this.pending += 1
  }

  /** The next acknowledgement. It grants credit for `prefetch` messages that are not processed, and never takes any back. */
  take(prefetch: number): Ack {
    this.limit = Math.max(this.limit, this.processed + prefetch)
    const newlySettled = this.#newlySettled.filter((seq) => seq >= this.#settledBelow)
    const settled = newlySettled.splice(0, MAX_ACK_ENTRIES)
    this.#newlySettled = newlySettled
    this.pending = newlySettled.length
    return {
      type: RECORD.ACK,
      received: this.received,
      limit: this.limit,
      settledBelow: this.#settledBelow,
      settled: toRanges(settled),
      running: [...this.#running].slice(0, MAX_ACK_ENTRIES),
    }
  }

  clear(): void {
    this.received = this.processed = this.limit = this.#settledBelow = 0
    this.#settled.clear()
    this.#newlySettled = []
    this.#running.clear()
  }
}
