import { type Message, Queue } from '@peaflow/protocol'
import type { Delivery, DeliveryOwner } from '../link/delivery.ts'

/** What can be given up while it waits. */
export interface Droppable {
  readonly request: number
  readonly deadline: number
  drop(): void
}

/** A part that every replica gets, before it is one parcel for each. */
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

  get deadline(): number {
    return this.message.deadline
  }

  drop(): void {
    this.owner.sent()
    this.owner.received()
  }
}

/** What waits for credit on one edge: in two queues, so that a dead shard does not stop what any replica can take. */
export class Backlog {
  readonly any = new Queue<Delivery>()
  readonly all = new Queue<Broadcast>()

  get size(): number {
    return this.any.size + this.all.size
  }

  /** Takes out what answers to the test. */
  extract(test: (one: Droppable) => boolean): Droppable[] {
    return this.size === 0 ? [] : [...this.any.extract(test), ...this.all.extract(test)]
  }
}
