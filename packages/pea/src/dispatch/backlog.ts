import { Queue } from '@peaflow/protocol'
import type { Delivery } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'
import type { Broadcast } from './broadcast.ts'
import type { Droppable } from './droppable.ts'

/** What is queued for credit on one edge, in several queues: a missing shard does not block what any replica can take. */
export class Backlog {
  readonly any = new Queue<Delivery>()
  readonly all = new Queue<Broadcast>()
  /** Pieces of answers, for every replica: all have got those before them. */
  readonly allPieces = new Queue<Broadcast>()
  /** Pieces of answers, for the peer that has got those before them. */
  readonly #pieces = new Map<Sender, Queue<Delivery>>()

  get size(): number {
    let size = this.any.size + this.all.size + this.allPieces.size
    for (const queue of this.#pieces.values()) size += queue.size
    return size
  }

  /** Queues a piece for one peer. */
  addPiece(delivery: Delivery, sender: Sender): void {
    const queue = this.#pieces.get(sender) ?? new Queue<Delivery>()
    this.#pieces.set(sender, queue)
    queue.push(delivery)
  }

  /** A peer, or each, has got the first piece of an answer: those that are queued behind it follow it there. */
  bind(request: number, sender: Sender | undefined): void {
    const isOfRequest = (queued: Droppable) => queued.request === request
    if (sender === undefined) for (const piece of this.all.extract(isOfRequest)) this.allPieces.push(piece)
    else for (const piece of this.any.extract(isOfRequest)) this.addPiece(piece, sender)
  }

  /** The pieces that are queued for each peer. */
  pieces(): ReadonlyMap<Sender, Queue<Delivery>> {
    return this.#pieces
  }

  /** Forgets the queue of a peer if it is empty: what was sent may have led to another piece for that peer. */
  closePieces(sender: Sender): void {
    if (this.#pieces.get(sender)?.size === 0) this.#pieces.delete(sender)
  }

  /** The deliveries that pass the test. They stay in their queues. */
  filter(test: (delivery: Delivery) => boolean): Delivery[] {
    return [this.any, ...this.#pieces.values()].flatMap((queue) => queue.filter(test))
  }

  /** Removes and returns what passes the test. */
  extract(test: (queued: Droppable) => boolean): Droppable[] {
    if (this.size === 0) return []
    const pieces = [...this.#pieces.values()].flatMap((queue) => queue.extract(test))
    return [...pieces, ...this.any.extract(test), ...this.allPieces.extract(test), ...this.all.extract(test)]
  }
}
