import { average } from './moving-average.ts'

/** Milliseconds of work that a Pea prefetches: enough for a round trip to the sender. */
const PREFETCHED_WORK = 2

/** From this duration on, in milliseconds, a Pea prefetches nothing: its siblings can do it sooner. */
const LONG_CALL = 20

/** Below this duration, in milliseconds, calls are not worth a pack each. */
const SHORT_CALL = 0.1

/** Above this duration, in milliseconds, reading the sockets before each flush costs next to nothing. */
const SLOW_CALL = 1

/** The most bytes of payload that one link may have in this Pea. */
const MAX_BYTES = 16 * 1024 * 1024

/** The most messages that one link may have in this Pea. */
const MAX_MESSAGES = 1_024

/** The calls for several messages that a Pea prefetches: the next one is complete while one runs. */
const PREFETCHED_BATCHES = 2

/** How much the latest measurement counts. */
const WEIGHT = 1 / 8

/** What bounds a Pea's prefetch besides the duration of its calls. */
export interface PrefetchLimits {
  readonly concurrency: number
  readonly prefetch?: number | undefined
  /**
   * The most documents of one call, which may be those of several messages.
   *
   * @defaultValue one call for each message
   */
  readonly documents?: number | undefined
  /** For a Pea that calls no executor and passes messages on: how many messages the next Peas accept. */
  readonly capacity?: (() => number) | undefined
}

/**
 * How many messages a link may have in a Pea. It follows the duration of the calls: a fast Pea never waits for its next
 * message, and a slow one prefetches nothing that its siblings could do.
 */
export class Prefetch {
  readonly #limits: PrefetchLimits
  #isOpen = false
  #callDuration: number | undefined
  #payloadBytes = 0
  #documents: number | undefined

  constructor(limits: PrefetchLimits) {
    this.#limits = limits
  }

  /** Gives credit from now on; before, the limit is 0. */
  open(): void {
    this.#isOpen = true
  }

  /** Takes the duration of a call into account, in milliseconds. */
  addCall(duration: number): void {
    this.#callDuration = average(this.#callDuration ?? duration, duration, WEIGHT)
  }

  /** Takes the size of payloads into account, given their number and the bytes of all. */
  addPayloads(bytes: number, count: number): void {
    this.#payloadBytes = average(this.#payloadBytes, bytes / count, 1 - (1 - WEIGHT) ** count)
  }

  /** Takes the number of documents of a message into account. */
  addDocuments(count: number): void {
    const documents = Math.max(1, count)
    this.#documents = average(this.#documents ?? documents, documents, WEIGHT)
  }

  /** Whether calls are so short that a pack for each would cost more than the call. */
  get isFast(): boolean {
    return this.#callDuration !== undefined && this.#callDuration < SHORT_CALL
  }

  /** Whether calls are so long that reading the sockets before each flush costs next to nothing. */
  get isSlow(): boolean {
    return this.#callDuration !== undefined && this.#callDuration > SLOW_CALL
  }

  /** How many messages that are not yet processed a link may have here. */
  get limit(): number {
    if (!this.#isOpen) return 0
    const { concurrency, prefetch = MAX_MESSAGES } = this.#limits
    const byBytes = Math.floor(MAX_BYTES / Math.max(1, this.#payloadBytes))
    return Math.max(1, Math.min(this.#calls() * this.#perCall() * concurrency, prefetch, MAX_MESSAGES, byBytes))
  }

  /** How many messages share a call. */
  #perCall(): number {
    const { documents } = this.#limits
    return documents === undefined ? 1 : Math.ceil(documents / (this.#documents ?? 1))
  }

  /** How many calls' messages it takes to be busy. */
  #calls(): number {
    // A pass-through Pea buffers no more than its downstream peers accept: the rest is better off at the gateway.
    if (this.#limits.capacity !== undefined) return this.#limits.capacity()
    const least = this.#limits.documents === undefined ? 1 : PREFETCHED_BATCHES
    if (this.#callDuration === undefined || this.#callDuration >= LONG_CALL) return least
    return Math.max(least, 1 + Math.ceil(PREFETCHED_WORK / Math.max(this.#callDuration, 0.001)))
  }
}
