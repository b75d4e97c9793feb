import type { Delivery } from './delivery.ts'
import { average } from './prefetch.ts'

/** The weight of the newest call, if it took longer than those before. */
const WEIGHT = 1 / 4

/** What is known of the work in a peer. */
export interface PeerWork {
  /** Milliseconds that a call takes; 0: nobody knows. */
  readonly duration: number
  /** How many calls run at once. */
  readonly atOnce: number
  /** How many run now. */
  readonly running: number
  /** How many parts wait for their call there, or are called. */
  readonly load: number
  /** Milliseconds since a call ended. */
  readonly quiet: number
}

/** The calls in a peer, as far as its receipts tell. */
export class PeerLoad {
  /** How long one takes, in milliseconds; 0: nobody knows. The first does not count: it may have had to load something. */
  duration = 0
  /** The most that ran at once. */
  atOnce = 1
  /** When the last one ended, on the clock of `performance.now()`. */
  endedAt = 0
  /** The parcels for which one runs. */
  running: readonly Delivery[] = []

  /** For these parcels calls run now. Gives those whose calls are over: they are no reason for a death any more. */
  update(deliveries: readonly Delivery[], now: number): readonly Delivery[] {
    const over = this.running.filter((delivery) => !deliveries.includes(delivery))
    for (const delivery of over) this.#end(delivery, now)
    for (const delivery of deliveries) delivery.begunAt ||= now
    this.running = deliveries
    this.atOnce = Math.max(this.atOnce, deliveries.length)
    return over
  }

  /** What is known now, beside so many parts that wait for their call there, or are called. */
  work(load: number, now: number): PeerWork {
    const longest = this.running.reduce((most, { begunAt }) => Math.max(most, now - begunAt), this.duration)
    const { atOnce, running, endedAt } = this
    return { duration: longest, atOnce, running: running.length, load, quiet: now - endedAt }
  }

  #end(delivery: Delivery, now: number): void {
    if (this.endedAt > 0) this.#measure(now - delivery.begunAt)
    this.endedAt = now
    delivery.begunAt = 0
  }

  /** Falls at once, and rises slowly: whoever is taken to be fast gets parts to prove it. */
  #measure(duration: number): void {
    this.duration = this.duration === 0 ? duration : Math.min(duration, average(this.duration, duration, WEIGHT))
  }
}
