import type { Receiver } from './receiver.ts'

/** Which parts a receipt is for: one, or a run of them. */
export interface ReceivedRange {
  readonly first: number
  readonly count: number
  readonly isUrgent: boolean
}

/** What a Pea owes the giver of parts. Each may be said twice; nobody hears it if the giver is gone. */
export class Acknowledgement {
  readonly #receiver: Receiver
  readonly #first: number
  readonly #count: number
  readonly #generation: number
  readonly #isUrgent: boolean
  #isProcessed = false
  #isSettled = false

  constructor(receiver: Receiver, { first, count, isUrgent }: ReceivedRange) {
    this.#receiver = receiver
    this.#first = first
    this.#count = count
    this.#isUrgent = isUrgent
    this.#generation = receiver.generation
  }

  /** A call of the user's executor begins for it. */
  begin(): void {
    if (this.#receiver.generation === this.#generation) this.#receiver.begin(this.#first)
  }

  /** That call is over. */
  end(): void {
    if (this.#receiver.generation === this.#generation) this.#receiver.end(this.#first)
  }

  /** What became of them was handed on: they count against the giver's credit no longer. */
  processed(): void {
    if (this.#isProcessed) return
    this.#isProcessed = true
    if (this.#receiver.generation === this.#generation) this.#receiver.processed(this.#count)
  }

  /** Nobody needs the giver's copy any more. */
  settled(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    if (this.#receiver.generation !== this.#generation) return
    this.#receiver.settled(this.#first, this.#count)
    if (this.#isUrgent) this.#receiver.scheduleAck()
  }
}
