import type { Delivery } from './delivery.ts'
import { average } from './moving-average.ts'

/** How much the latest call counts in the average if it took longer than the average. */
const WEIGHT = 1 / 4

/** What is known of a peer's work. Durations are in milliseconds. */
export interface PeerWork {
  /** How long a call takes; 0 while unknown. */
  readonly duration: number
  /** How many calls run concurrently at most. */
  readonly concurrency: number
  /** How many calls run now. */
  readonly running: number
  /** How many messages wait for their call, or are being called. */
  readonly load: number
  /** How long ago a call ended. */
  readonly idleTime: number
}

/** The calls that run in a peer, as far as it has acknowledged. */
export class PeerLoad {
  /**
   * How long a call takes, in milliseconds; 0 while unknown. The first call is not measured: it may have had to load
   * something.
   */
  duration = 0
  /** The most calls that ran at once. */
  concurrency = 1
  /** When the last call ended, on the clock of `performance.now()`. */
  endedAt = 0
  /** The deliveries whose calls run. */
  running: readonly Delivery[] = []

  /** Sets the deliveries whose calls run now. Returns those whose calls have ended since the last update. */
  update(deliveries: readonly Delivery[], now: number): readonly Delivery[] {
    const ended = this.running.filter(isNotIn(deliveries))
    let begunAt = 0
    for (const delivery of ended) {
      // Those that began together were one call.
      if (delivery.begunAt !== begunAt) this.#end(delivery, now)
      begunAt = delivery.begunAt
      delivery.begunAt = 0
    }
    for (const delivery of deliveries) delivery.begunAt ||= now
    this.running = deliveries
    this.concurrency = Math.max(this.concurrency, deliveries.length)
    return ended
  }

  /**
   * What is known now, given how many messages wait for their call or are being called, and how many of those are still on
   * their way to the peer.
   */
  work({ load, unreceived }: { readonly load: number; readonly unreceived: number }, now: number): PeerWork {
    const { concurrency, running, endedAt } = this
    const longest = running.reduce((most, { begunAt }) => Math.max(most, now - begunAt), this.duration)
    // A message that waits there waits for all calls that run: they are one batch, which takes the place of a full one.
    const isBatch = running.length > 0 && load - unreceived > running.length
    const unused = isBatch ? concurrency - running.length : 0
    return {
      duration: longest,
      concurrency,
      running: running.length + unused,
      load: load + unused,
      idleTime: now - endedAt,
    }
  }

  #end(delivery: Delivery, now: number): void {
    if (this.endedAt > 0) this.#measure(now - delivery.begunAt)
    this.endedAt = now
  }

  /** Falls at once and rises slowly: a peer that seems fast gets messages, which show whether it is. */
  #measure(duration: number): void {
    this.duration = this.duration === 0 ? duration : Math.min(duration, average(this.duration, duration, WEIGHT))
  }
}

/** From this many calls on, looking each up in a set takes less time than comparing all pairs. */
const MANY = 16

function isNotIn(deliveries: readonly Delivery[]): (delivery: Delivery) => boolean {
  if (deliveries.length < MANY) return (delivery) => !deliveries.includes(delivery)
  const known = new Set(deliveries)
  return (delivery) => !known.has(delivery)
}
