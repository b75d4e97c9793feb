import type { Message } from '@peaflow/protocol'
import { Delivery, type DeliveryOwner } from '../link/delivery.ts'
import { DeliveryGroup } from '../link/delivery-group.ts'
import type { Sender } from '../link/sender.ts'
import type { Droppable } from './droppable.ts'

/** A message for every replica, before it becomes one delivery for each. */
export class Broadcast implements Droppable {
  readonly message: Message
  readonly owner: DeliveryOwner

  constructor(message: Message, owner: DeliveryOwner) {
    this.message = message
    this.owner = owner
  }

  get request(): number {
    return this.message.request
  }

  get attempt(): number {
    return this.message.attempt
  }

  get deadline(): number {
    return this.message.deadline
  }

  /** Sends one delivery to each replica, with its shard. */
  sendTo(senders: readonly Sender[]): void {
    const owner = new SharedOwner(this.owner, senders.length)
    for (const sender of senders) {
      const shard = { shard: replicaOf(sender.peer), shards: senders.length }
      sender.send(new Delivery(this.message, owner, shard))
    }
  }

  drop(): void {
    this.owner.sent()
    this.owner.received()
  }
}

/** Stands for one owner before several deliveries, which count as one for it. */
export class SharedOwner extends DeliveryGroup {
  readonly #owner: DeliveryOwner

  constructor(owner: DeliveryOwner, deliveries: number) {
    super()
    this.#owner = owner
    this.expect(deliveries)
  }

  protected override allSent(): void {
    this.#owner.sent()
  }

  protected override allReceived(): void {
    this.#owner.received()
  }

  protected override allSettled(): void {
    this.#owner.settled()
  }
}

/** The number of a replica in its Pea's id; 0 for a head or a tail. */
export function replicaOf(pea: string): number {
  const number = Number(pea.slice(pea.lastIndexOf('/') + 1))
  return Number.isInteger(number) ? number : 0
}
