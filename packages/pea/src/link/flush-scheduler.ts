/** Who has something to send at the end of the turn. */
export interface Flushable {
  /** Sends what there is to say. */
  flush(): void
  isFlushDue: boolean
  isDelayed: boolean
}

/** Milliseconds that receipts wait for company: at one request in flight, 1 ms cost a third of its time. */
const ACK_DELAY = 10

/**
 * Collects what is to be sent until everything that has arrived is read, so that it leaves in few packs: at the end of
 * the turn of the event loop, never later.
 */
export class FlushScheduler {
  #due: Flushable[] = []
  #delayed: Flushable[] = []
  #isScheduled = false
  readonly #isPatient: () => boolean
  #timer: NodeJS.Timeout | undefined

  /**
   * @param isPatient - whether to read what has come before anybody speaks: what a call made leaves with the word that
   * the next one begins. It took 0.15 ms from the 0.6 ms between two calls of 5 ms.
   */
  constructor(isPatient: () => boolean = () => false) {
    this.#isPatient = isPatient
  }

  /** Lets a speaker speak at the end of this turn. */
  schedule(flushable: Flushable): void {
    if (flushable.isFlushDue) return
    flushable.isFlushDue = true
    this.#due.push(flushable)
    if (this.#isScheduled) return
    this.#isScheduled = true
    if (this.#isPatient()) setImmediate(this.flush)
    else process.nextTick(this.flush)
  }

  /** Lets a speaker speak soon. */
  scheduleDelayed(flushable: Flushable): void {
    if (flushable.isFlushDue || flushable.isDelayed) return
    flushable.isDelayed = true
    this.#delayed.push(flushable)
    this.#timer ??= setTimeout(this.#flushDelayed, ACK_DELAY)
  }

  /** Lets everybody who is awake speak now. */
  readonly flush = (): void => {
    this.#isScheduled = false
    const flushables = this.#due
    this.#due = []
    for (const flushable of flushables) {
      flushable.isFlushDue = false
      flushable.flush()
    }
  }

  /** Lets everybody speak who has anything to say. */
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
