import { giveBack } from '../memory/spares.ts'
import type { ParcelOwner } from './parcel.ts'

/** Owns the parcels of a payload that nobody else has: gives its memory back once no edge needs it. */
export class Lender implements ParcelOwner {
  readonly #payload: Uint8Array
  #toForget: number

  constructor(payload: Uint8Array, edges: number) {
    this.#payload = payload
    this.#toForget = edges
  }

  given(): void {}

  got(): void {}

  forgotten(): void {
    this.#toForget -= 1
    if (this.#toForget === 0) giveBack(this.#payload)
  }
}
