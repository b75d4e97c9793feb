import type { Parcel, ParcelOwner } from '../link/parcel.ts'
import type { Part } from '../link/part.ts'
import { Queue } from './queue.ts'

/** What can be given up while it waits. */
export interface Droppable {
  readonly request: number
  readonly deadline: number
  drop(): void
}

/** A part that every replica gets, before it is one parcel for each. */
export class Broadcast implements Droppable {
  readonly part: Part
  readonly owner: ParcelOwner

  constructor(part: Part, owner: ParcelOwner) {
    this.part = part
    this.owner = owner
  }

  get request(): number {
    return this.part.request
  }

  get deadline(): number {
    return this.part.deadline
  }

  drop(): void {
    this.owner.given()
    this.owner.got()
  }
}

/** What waits for credit on one edge: in two queues, so that a dead shard does not stop what any replica can take. */
export class Waiting {
  readonly any = new Queue<Parcel>()
  readonly all = new Queue<Broadcast>()

  get size(): number {
    return this.any.size + this.all.size
  }

  /** Takes out what answers to the test. */
  extract(test: (one: Droppable) => boolean): Droppable[] {
    return this.size === 0 ? [] : [...this.any.extract(test), ...this.all.extract(test)]
  }
}
