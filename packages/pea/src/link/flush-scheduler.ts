/** Something that collects records to send. */
export interface Flushable {
  /** Sends what is pending. */
  flush(): void
  isFlushDue: boolean
  isDelayed: boolean
}

/**
 * Milliseconds that acknowledgements wait for further records to share a pack with. With one request in flight, 1 ms
 * took a third of its time.
 */
const ACK_DELAY = 10

/** Collects what is to be sent until everything that has arrived is read, so that it leaves in few packs. */
export class FlushScheduler {
  #due: Flushable[] = []
  #delayed: Flushable[] = []
  #isScheduled = false
  readonly #readsFirst: () => boolean
  #timer: NodeJS.Timeout | undefined

  /**
   * @param readsFirst - whether to read from all sockets before a flush. A call's result then leaves in the same pack as
   * the record that the next call has begun, which took 0.15 ms off the 0.6 ms between two calls of 5 ms; and requests
   * that came over several connections of HTTP share one, which took 130 of 345 µs off each (`http`, 64 connections).
   */
  constructor(readsFirst: () => boolean = () => false) {
    this.#readsFirst = readsFirst
  }

  /** Flushes at the end of this turn of the event loop. */
  schedule(flushable: Flushable): void {
    if (flushable.isFlushDue) return
    flushable.isFlushDue = true
    this.#due.push(flushable)
    if (this.#isScheduled) return
    this.#isScheduled = true
    if (this.#readsFirst()) setImmediate(this.flush)
    else process.nextTick(this.flush)
  }

  /** Flushes within {@link ACK_DELAY}. */
  scheduleDelayed(flushable: Flushable): void {
    if (flushable.isFlushDue || flushable.isDelayed) return
    flushable.isDelayed = true
    this.#delayed.push(flushable)
    this.#timer ??= setTimeout(this.#flushDelayed, ACK_DELAY)
  }

  /** Flushes now what is due in this turn. */
  readonly flush = (): void => {
    this.#isScheduled = false
    const flushables = this.#due
    this.#due = []
    for (const flushable of flushables) {
      flushable.isFlushDue = false
      flushable.flush()
    }
  }

  /** Flushes now what is due, and what is delayed. */
  flushAll(): void {
    this.#flushDelayed()
    this.flush()
  }

  readonly #flushDelayed = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const flushables = this.#delayed
    this.#delayed = []
    for (const flushable of flushables) {
      flushable.isDelayed = false
      if (!flushable.isFlushDue) flushable.flush()
    }
  }
}
