import type { DataRecord } from '../wire/record.ts'
import type { TakerLane } from './taker.ts'

/** What a Pea owes the giver of one part. Each may be said twice; nobody hears it if the giver is gone. */
export class Receipt {
  readonly #lane: TakerLane
  readonly #seq: number
  readonly #generation: number
  readonly #isUrgent: boolean
  #isFinished = false
  #isDone = false

  constructor(lane: TakerLane, { seq, isUrgent }: Pick<DataRecord, 'seq' | 'isUrgent'>) {
    this.#lane = lane
    this.#seq = seq
    this.#isUrgent = isUrgent
    this.#generation = lane.generation
  }

  /** A call of the user's executor begins for it. */
  begin(): void {
    if (this.#lane.generation === this.#generation) this.#lane.begin(this.#seq)
  }

  /** That call is over. */
  end(): void {
    if (this.#lane.generation === this.#generation) this.#lane.end(this.#seq)
  }

  /** What became of it was handed on: it counts against the giver's credit no longer. */
  finish(): void {
    if (this.#isFinished) return
    this.#isFinished = true
    if (this.#lane.generation === this.#generation) this.#lane.finish()
  }

  /** Nobody needs the giver's copy any more. */
  done(): void {
    if (this.#isDone) return
    this.#isDone = true
    if (this.#lane.generation !== this.#generation) return
    this.#lane.done(this.#seq)
    if (this.#isUrgent) this.#lane.hurry()
  }
}
