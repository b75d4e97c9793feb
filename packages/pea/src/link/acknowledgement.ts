/** The messages that an acknowledgement covers: one, or a batch. */
export interface ReceivedRange {
  readonly first: number
  readonly count: number
  /** The sender waits for their settlement: it is acknowledged without delay. */
  readonly isUrgent: boolean
}

/** The receiver that acknowledges, as its acknowledgements use it. */
export interface AckReceiver {
  /** The Pea at the other end of the link. */
  readonly peer: string
  /** Counts its senders' sessions: an acknowledgement of an earlier one has no effect. */
  readonly generation: number
  begin(seq: number): void
  end(seq: number): void
  processed(count: number): void
  settled(first: number, count: number): void
  /** Acknowledges without delay. */
  scheduleAck(): void
}

/**
 * What a receiver owes its sender for messages: `processed` frees their credit, `settled` lets the sender forget them.
 * Calling a method twice has no further effect; after the sender has gone, neither has the first call.
 */
export class Acknowledgement {
  readonly #receiver: AckReceiver
  readonly #first: number
  readonly #count: number
  /** The receiver's generation that they belong to: once it has another, their sender has gone. */
  readonly #generation: number
  readonly #isUrgent: boolean
  #isProcessed = false
  #isSettled = false
  #next: Acknowledgement | undefined
  /** The end of the chain that begins here. */
  #last: Acknowledgement | undefined

  constructor(receiver: AckReceiver, { first, count, isUrgent }: ReceivedRange) {
    this.#receiver = receiver
    this.#first = first
    this.#count = count
    this.#isUrgent = isUrgent
    this.#generation = receiver.generation
  }

  /** The Pea that the messages came from. */
  get peer(): string {
    return this.#receiver.peer
  }

  /** Appends another message's acknowledgement, which shares the fate of this one: another shard's, or a repeat's. */
  append(acknowledgement: Acknowledgement): void {
    if (this.#last === undefined) this.#next = acknowledgement
    else this.#last.#next = acknowledgement
    this.#last = acknowledgement
  }

  /** Whether the messages of both came in the same session of the same link. */
  isOfSameSession(other: Acknowledgement): boolean {
    return this.#receiver === other.#receiver && this.#generation === other.#generation
  }

  /** A call of the user's executor begins for them. */
  begin(): void {
    for (let one: Acknowledgement | undefined = this; one !== undefined; one = one.#next) {
      if (one.#receiver.generation === one.#generation) one.#receiver.begin(one.#first)
    }
  }

  /** That call has ended. */
  end(): void {
    for (let one: Acknowledgement | undefined = this; one !== undefined; one = one.#next) {
      if (one.#receiver.generation === one.#generation) one.#receiver.end(one.#first)
    }
  }

  /** Their results have been passed on: they no longer count against the sender's credit. */
  processed(): void {
    for (let one: Acknowledgement | undefined = this; one !== undefined; one = one.#next) {
      if (one.#isProcessed) continue
      one.#isProcessed = true
      if (one.#receiver.generation === one.#generation) one.#receiver.processed(one.#count)
    }
  }

  /** The sender's copies are no longer needed. */
  settled(): void {
    for (let one: Acknowledgement | undefined = this; one !== undefined; one = one.#next) {
      if (one.#isSettled) continue
      one.#isSettled = true
      if (one.#receiver.generation !== one.#generation) continue
      one.#receiver.settled(one.#first, one.#count)
      if (one.#isUrgent) one.#receiver.scheduleAck()
    }
  }
}
