import type { Receiver } from './receiver.ts'

/** The messages that an acknowledgement covers: one, or a batch. */
export interface ReceivedRange {
  readonly first: number
  readonly count: number
  /** The sender waits for their settlement: it is acknowledged without delay. */
  readonly isUrgent: boolean
}

/**
 * What a receiver owes its sender for messages: `processed` frees their credit, `settled` lets the sender forget them.
 * Calling a method twice has no further effect; after the sender has gone, neither has the first call.
 */
export class Acknowledgement {
  readonly #receiver: Receiver
  readonly #first: number
  readonly #count: number
  /** The receiver's generation that they belong to: once it has another, their sender has gone. */
  readonly #generation: number
  readonly #isUrgent: boolean
  #isProcessed = false
  #isSettled = false
  #next: Acknowledgement | undefined

  constructor(receiver: Receiver, { first, count, isUrgent }: ReceivedRange) {
    this.#receiver = receiver
    this.#first = first
    this.#count = count
    this.#isUrgent = isUrgent
    this.#generation = receiver.generation
  }

  /** Appends another message's acknowledgement, which shares the fate of this one: another shard's, or a repeat's. */
  append(acknowledgement: Acknowledgement): void {
    let last: Acknowledgement = this
    while (last.#next !== undefined) last = last.#next
    last.#next = acknowledgement
  }

  /** A call of the user's executor begins for them. */
  begin(): void {
    if (this.#receiver.generation === this.#generation) this.#receiver.begin(this.#first)
    this.#next?.begin()
  }

  /** That call has ended. */
  end(): void {
    if (this.#receiver.generation === this.#generation) this.#receiver.end(this.#first)
    this.#next?.end()
  }

  /** Their results have been passed on: they no longer count against the sender's credit. */
  processed(): void {
    if (!this.#isProcessed) {
      this.#isProcessed = true
      if (this.#receiver.generation === this.#generation) this.#receiver.processed(this.#count)
    }
    this.#next?.processed()
  }

  /** The sender's copies are no longer needed. */
  settled(): void {
    if (!this.#isSettled) {
      this.#isSettled = true
      if (this.#receiver.generation === this.#generation) {
        this.#receiver.settled(this.#first, this.#count)
        if (this.#isUrgent) this.#receiver.scheduleAck()
      }
    }
    this.#next?.settled()
  }
}
