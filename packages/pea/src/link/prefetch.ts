/** How much work a Pea keeps in store, in milliseconds: it covers the way to the giver and back. */
const STORE = 2

/** From this service time on, a Pea holds one request a call: waiting ones are better off with its siblings. */
const LONG = 20

/** Calls shorter than this, in milliseconds, are not worth a message each. */
const SHORT = 0.1

/** Calls longer than this, in milliseconds, are slow. */
const NOTICEABLE = 1

/** The most bytes of payload that one lane may hold. */
const MOST_BYTES = 16 * 1024 * 1024

/** The most requests that one lane may hold. */
const MOST_REQUESTS = 1_024

/** The weight of the newest measurement. */
const WEIGHT = 1 / 8

/** What a Pea's window depends on besides its pace. */
export interface PrefetchLimits {
  readonly concurrency: number
  readonly prefetch?: number | undefined
  /** Of a Pea in which no user's code runs, so that what comes goes on at once: how many parts the next ones hold. */
  readonly capacity?: (() => number) | undefined
}

/**
 * How many requests a lane may hold: it follows how fast they are answered, so that a fast Pea never waits for the
 * next one, and a slow one hoards nothing that its siblings could do.
 */
export class Prefetch {
  readonly #limits: PrefetchLimits
  #service: number | undefined
  #bytes = 0

  constructor(limits: PrefetchLimits) {
    this.#limits = limits
  }

  /** A call took so long, in milliseconds. */
  measure(milliseconds: number): void {
    this.#service = average(this.#service ?? milliseconds, milliseconds)
  }

  /** Payloads of so many bytes, together, came. */
  weigh(bytes: number, count: number): void {
    this.#bytes = average(this.#bytes, bytes / count, 1 - (1 - WEIGHT) ** count)
  }

  /** Calls are so short that a message for each would cost more than they do. */
  get isFast(): boolean {
    return this.#service !== undefined && this.#service < SHORT
  }

  /** Calls are so long that a look at what came meanwhile costs next to nothing. */
  get isSlow(): boolean {
    return this.#service !== undefined && this.#service > NOTICEABLE
  }

  prefetchLimit(): number {
    const { concurrency, prefetch = MOST_REQUESTS } = this.#limits
    const byBytes = Math.floor(MOST_BYTES / Math.max(1, this.#bytes))
    return Math.max(1, Math.min(this.#perCall() * concurrency, prefetch, MOST_REQUESTS, byBytes))
  }

  #perCall(): number {
    // Who passes on stores for the next ones no more than they do for themselves: the rest is better off at the gateway.
    if (this.#limits.capacity !== undefined) return this.#limits.capacity()
    if (this.#service === undefined || this.#service >= LONG) return 1
    return 1 + Math.ceil(STORE / Math.max(this.#service, 0.001))
  }
}

/** An average in which the newest counts so much. */
export function average(old: number, latest: number, weight = WEIGHT): number {
  return old + (latest - old) * weight
}
