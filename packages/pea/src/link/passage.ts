import type { Receipt } from '../lane/receipt.ts'
import type { Run } from '../wire/run.ts'
import { Parcel, type ParcelOwner } from './parcel.ts'

/** Parts on their way through a Pea that passes them on as they came: one thing to keep books of, until it comes to it. */
export class Passage implements ParcelOwner {
  readonly run: Run
  /** It has left as it came; what of it is sent once more has less time left. */
  isSent = false
  readonly #receipts: Receipt[]
  readonly #onGot: (passage: Passage) => void
  #toGet: number
  #toForget: number

  constructor(run: Run, receipt: Receipt, onGot: (passage: Passage) => void) {
    this.run = run
    this.#receipts = [receipt]
    this.#toGet = run.count
    this.#toForget = run.count
    this.#onGot = onGot
  }

  /** Whoever gave one of the parts again hears when all are done. */
  owe(receipt: Receipt): void {
    this.#receipts.push(receipt)
  }

  /** All were handed to a lane at once. */
  given(): void {
    for (const receipt of this.#receipts) receipt.finish()
  }

  /** The next Pea has one more of them. */
  got(): void {
    this.#toGet -= 1
    if (this.#toGet > 0) return
    for (const receipt of this.#receipts) receipt.done()
    this.#onGot(this)
  }

  /** The next Pea is done with one more of them. */
  forgotten(): void {
    this.#toForget -= 1
    if (this.#toForget === 0) this.run.spend()
  }

  /** One of the parts, by its number on the lane that it was given to, as a parcel of its own. */
  parcel(seq: number, isGot: boolean): Parcel {
    const parcel = new Parcel(this.run.part(seq - this.run.first), this)
    parcel.seq = seq
    parcel.isGiven = true
    parcel.isGot = isGot
    return parcel
  }
}
