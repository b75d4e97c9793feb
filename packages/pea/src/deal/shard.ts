import type { ParcelOwner } from '../link/parcel.ts'

/** The number of a replica in its Pea's id; head and tail are 0. */
export function replicaOf(pea: string): number {
  const number = Number(pea.slice(pea.lastIndexOf('/') + 1))
  return Number.isInteger(number) ? number : 0
}

/** Stands for one owner before several parcels: tells it when the last of them was given, got, and forgotten. */
export class SharedOwner implements ParcelOwner {
  readonly #owner: ParcelOwner
  #toGive: number
  #toGet: number
  #toForget: number

  constructor(owner: ParcelOwner, parcels: number) {
    this.#owner = owner
    this.#toGive = parcels
    this.#toGet = parcels
    this.#toForget = parcels
  }

  given(): void {
    this.#toGive -= 1
    if (this.#toGive === 0) this.#owner.given()
  }

  got(): void {
    this.#toGet -= 1
    if (this.#toGet === 0) this.#owner.got()
  }

  forgotten(): void {
    this.#toForget -= 1
    if (this.#toForget === 0) this.#owner.forgotten()
  }
}
