import { Queue } from '@peaflow/protocol'
import type { Delivery } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'

/**
 * Deliveries that came back from a Pea that died, queued for another try. A Pea that calls a user's executor gets them
 * one at a time, on a link that carries nothing else meanwhile: if it dies too, the delivery that killed it is known.
 * A Pea that joins messages gets all of them: what its senders repeat one at a time, in different orders, would wait there
 * for what they do not send before that is settled. Which call has killed it, it says itself as the call begins.
 */
export class Redelivery {
  /** For any sender. */
  readonly #any = new Queue<Delivery>()
  /** For one shard only, by its Pea. */
  readonly #byPeer = new Map<string, Queue<Delivery>>()
  /** The sender that is reserved for the deliveries that any sender can take. */
  #reserved: Sender | undefined

  get size(): number {
    let size = this.#any.size
    for (const queue of this.#byPeer.values()) size += queue.size
    return size
  }

  /** Whether anything is queued, or a sender is still reserved. */
  get isActive(): boolean {
    return this.#reserved !== undefined || this.#byPeer.size > 0 || this.#any.size > 0
  }

  /** Queues a delivery for any sender, or for one peer only. */
  add(delivery: Delivery, peer?: string): void {
    const queue = peer === undefined ? this.#any : (this.#byPeer.get(peer) ?? new Queue<Delivery>())
    if (peer !== undefined) this.#byPeer.set(peer, queue)
    queue.push(delivery)
  }

  /** Whether the sender is reserved for redeliveries. */
  reserves(sender: Sender): boolean {
    return sender === this.#reserved || this.#byPeer.has(sender.peer)
  }

  /** The sender's peer has gone, or is leaving: reserves another sender when there is need. */
  release(sender: Sender): void {
    if (sender === this.#reserved) this.#reserved = undefined
  }

  /** Sends what can be sent now. */
  pump(senders: readonly Sender[]): void {
    for (const sender of senders) {
      const queue = this.#byPeer.get(sender.peer)
      if (queue !== undefined && !redeliver(sender, queue)) this.#byPeer.delete(sender.peer)
    }
    if (this.#any.size > 0) this.#reserved ??= this.#leastUnsettled(senders)
    if (this.#reserved !== undefined && !redeliver(this.#reserved, this.#any)) this.#reserved = undefined
  }

  /** What passes the test, by the peer that alone can get it. */
  filter(
    test: (delivery: Delivery) => boolean,
  ): { readonly peer: string | undefined; readonly deliveries: Delivery[] }[] {
    const forPeers = Array.from(this.#byPeer, ([peer, queue]) => ({ peer, deliveries: queue.filter(test) }))
    return [{ peer: undefined, deliveries: this.#any.filter(test) }, ...forPeers]
  }

  /** Removes and returns what passes the test. */
  extract(test: (delivery: Delivery) => boolean): Delivery[] {
    return [this.#any, ...this.#byPeer.values()].flatMap((queue) => queue.extract(test))
  }

  /** Removes and returns what is queued for this peer only. */
  extractFor(peer: string): Delivery[] {
    const deliveries = this.#byPeer.get(peer)?.extract(() => true) ?? []
    this.#byPeer.delete(peer)
    return deliveries
  }

  #leastUnsettled(senders: readonly Sender[]): Sender | undefined {
    const free = senders.filter(
      (sender) => sender.session.isEstablished && !sender.isLeaving && !this.#byPeer.has(sender.peer),
    )
    return free.reduce<Sender | undefined>(
      (best, sender) => (best && best.unsettled <= sender.unsettled ? best : sender),
      undefined,
    )
  }
}

/** Sends the next deliveries once the sender is ready for them. Returns `false` if there is nothing left to send. */
function redeliver(sender: Sender, queue: Queue<Delivery>): boolean {
  const { peerCalls, peerJoins } = sender.session
  const isIsolated = peerCalls && !peerJoins
  while (!(isIsolated && sender.unsettled > 0)) {
    while (queue.peek()?.isDropped) queue.shift()
    const delivery = queue.peek()
    if (delivery === undefined) return false
    if (sender.credit === 0) return true
    queue.shift()
    delivery.isIsolated = isIsolated
    delivery.isRedelivered = peerCalls
    sender.send(delivery)
  }
  return true
}
