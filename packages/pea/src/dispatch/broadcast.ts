import type { DeliveryOwner } from '../link/delivery.ts'

/** The number of a replica in its Pea's id; head and tail are 0. */
export function replicaOf(pea: string): number {
  const number = Number(pea.slice(pea.lastIndexOf('/') + 1))
  return Number.isInteger(number) ? number : 0
}

/** Stands for one owner before several parcels: tells it when the last of them was given, got, and forgotten. */
export class SharedOwner implements DeliveryOwner {
  readonly #owner: DeliveryOwner
  #toSend: number
  #toReceive: number
  #toSettle: number

  constructor(owner: DeliveryOwner, deliveries: number) {
    this.#owner = owner
    this.#toSend = deliveries
    this.#toReceive = deliveries
    this.#toSettle = deliveries
  }

  sent(): void {
    this.#toSend -= 1
    if (this.#toSend === 0) this.#owner.sent()
  }

  received(): void {
    this.#toReceive -= 1
    if (this.#toReceive === 0) this.#owner.received()
  }

  settled(): void {
    this.#toSettle -= 1
    if (this.#toSettle === 0) this.#owner.settled()
  }
}
