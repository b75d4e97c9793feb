import { Queue } from '@peaflow/protocol'
import type { Delivery } from '../link/delivery.ts'
import type { Broadcast } from './broadcast.ts'
import type { Droppable } from './droppable.ts'

/** What is queued for credit on one edge, in two queues: a missing shard does not block what any replica can take. */
export class Backlog {
  readonly any = new Queue<Delivery>()
  readonly all = new Queue<Broadcast>()

  get size(): number {
    return this.any.size + this.all.size
  }

  /** Removes and returns what passes the test. */
  extract(test: (queued: Droppable) => boolean): Droppable[] {
    return this.size === 0 ? [] : [...this.any.extract(test), ...this.all.extract(test)]
  }
}
