import type { TakerLane } from './taker.ts'

/** Which parts a receipt is for: one, or a run of them. */
export interface Received {
  readonly first: number
  readonly count: number
  readonly isUrgent: boolean
}

/** What a Pea owes the giver of parts. Each may be said twice; nobody hears it if the giver is gone. */
export class Receipt {
  readonly #lane: TakerLane
  readonly #first: number
  readonly #count: number
  readonly #generation: number
  readonly #isUrgent: boolean
  #isFinished = false
  #isDone = false

  constructor(lane: TakerLane, { first, count, isUrgent }: Received) {
    this.#lane = lane
    this.#first = first
    this.#count = count
    this.#isUrgent = isUrgent
    this.#generation = lane.generation
  }

  /** A call of the user's executor begins for it. */
  begin(): void {
    if (this.#lane.generation === this.#generation) this.#lane.begin(this.#first)
  }

  /** That call is over. */
  end(): void {
    if (this.#lane.generation === this.#generation) this.#lane.end(this.#first)
  }

  /** What became of them was handed on: they count against the giver's credit no longer. */
  finish(): void {
    if (this.#isFinished) return
    this.#isFinished = true
    if (this.#lane.generation === this.#generation) this.#lane.finish(this.#count)
  }

  /** Nobody needs the giver's copy any more. */
  done(): void {
    if (this.#isDone) return
    this.#isDone = true
    if (this.#lane.generation !== this.#generation) return
    this.#lane.done(this.#first, this.#count)
    if (this.#isUrgent) this.#lane.hurry()
  }
}
