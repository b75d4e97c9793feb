import type { Message } from '@peaflow/protocol'
import { Delivery, type DeliveryOwner } from '../../src/link/delivery.ts'
import { messageOf } from './ends.ts'

/** An owner that counts its calls, and breaks the test if one comes in the wrong order. */
export class CountedOwner implements DeliveryOwner {
  readonly request: number
  sentCount = 0
  receivedCount = 0
  settledCount = 0

  constructor(request: number) {
    this.request = request
  }

  /** As sent, received and settled. */
  get counts(): readonly [number, number, number] {
    return [this.sentCount, this.receivedCount, this.settledCount]
  }

  sent(): void {
    this.sentCount += 1
  }

  received(): void {
    if (this.sentCount === 0) throw new Error(`request ${this.request} was received before it was sent`)
    this.receivedCount += 1
  }

  settled(): void {
    if (this.receivedCount === 0) throw new Error(`request ${this.request} was settled before it was received`)
    this.settledCount += 1
  }
}

/** The delivery of a request, whose owner counts its calls. */
export function countedDelivery(request: number, fields: Partial<Message> = {}): [Delivery, CountedOwner] {
  const owner = new CountedOwner(request)
  const message = messageOf({ request, ...fields })
  return [new Delivery(message, owner), owner]
}
