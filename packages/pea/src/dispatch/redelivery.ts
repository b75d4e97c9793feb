import { Queue } from '@peaflow/protocol'
import type { Delivery } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'

/**
 * Parcels that came back from a Pea that died, on their way to another try. To a Pea that calls a user's executor they
 * go one at a time, on a lane that carries nothing else meanwhile, so that the next death has one suspect.
 */
export class Redelivery {
  /** For whichever lane is free. */
  readonly #any = new Queue<Delivery>()
  /** For one shard only, by its Pea. */
  readonly #bound = new Map<string, Queue<Delivery>>()
  #carrier: Sender | undefined

  get size(): number {
    let size = this.#any.size
    for (const queue of this.#bound.values()) size += queue.size
    return size
  }

  /** Whether any lane is kept free for what is given again. */
  get isActive(): boolean {
    return this.#carrier !== undefined || this.#bound.size > 0 || this.#any.size > 0
  }

  /** A parcel for any lane, or for one peer only. */
  add(delivery: Delivery, peer?: string): void {
    const queue = peer === undefined ? this.#any : (this.#bound.get(peer) ?? new Queue<Delivery>())
    if (peer !== undefined) this.#bound.set(peer, queue)
    queue.push(delivery)
  }

  /** Whether a lane is kept free for what is given again. */
  holds(sender: Sender): boolean {
    return sender === this.#carrier || this.#bound.has(sender.peer)
  }

  /** The lane's peer has ended. */
  release(sender: Sender): void {
    if (sender === this.#carrier) this.#carrier = undefined
  }

  /** Gives what can be given now. */
  pump(senders: readonly Sender[]): void {
    for (const sender of senders) {
      const queue = this.#bound.get(sender.peer)
      if (queue !== undefined && !carry(sender, queue)) this.#bound.delete(sender.peer)
    }
    if (this.#any.size > 0) this.#carrier ??= this.#pick(senders)
    if (this.#carrier !== undefined && !carry(this.#carrier, this.#any)) this.#carrier = undefined
  }

  /** Takes out what answers to the test. */
  extract(test: (delivery: Delivery) => boolean): Delivery[] {
    return [this.#any, ...this.#bound.values()].flatMap((queue) => queue.extract(test))
  }

  /** Takes out what only that peer could take. */
  take(peer: string): Delivery[] {
    const deliveries = this.#bound.get(peer)?.extract(() => true) ?? []
    this.#bound.delete(peer)
    return deliveries
  }

  #pick(senders: readonly Sender[]): Sender | undefined {
    const free = senders.filter((sender) => sender.session.isEstablished && !this.#bound.has(sender.peer))
    return free.reduce<Sender | undefined>(
      (best, sender) => (best && best.unsettled <= sender.unsettled ? best : sender),
      undefined,
    )
  }
}

/** Gives the next parcels once the lane is ready for them. Returns false when there is nothing left to carry. */
function carry(sender: Sender, queue: Queue<Delivery>): boolean {
  const { peerCalls } = sender.session
  while (!(peerCalls && sender.unsettled > 0)) {
    while (queue.peek()?.isDropped) queue.shift()
    const delivery = queue.peek()
    if (delivery === undefined) return false
    if (sender.credit === 0) return true
    queue.shift()
    delivery.isIsolated = peerCalls
    sender.send(delivery)
  }
  return true
}
