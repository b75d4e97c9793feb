import type { Polling } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { Sender } from '../link/sender.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Droppable } from './droppable.ts'
import { peaLost } from './failure.ts'
import { pollingOf } from './load-balancer.ts'

/** The peers of an edge that are out of service, and why. */
export class LostPeers {
  readonly #reasons = new Map<string, string>()

  get size(): number {
    return this.#reasons.size
  }

  /** Why a message that needs one of them fails. */
  get error(): WireError {
    const [[peer, reason] = ['', '']] = this.#reasons
    return peaLost(peer, reason)
  }

  add(peer: string, reason: string): void {
    this.#reasons.set(peer, reason)
  }

  clear(): void {
    this.#reasons.clear()
  }

  /** Whether messages for this endpoint need a lost peer. */
  block(endpoint: string, polling: Polling, senders: readonly Sender[]): boolean {
    return this.size > 0 && (this.#areAll(senders) || pollingOf(polling, endpoint) === 'all')
  }

  /** Removes and returns what needs a lost peer: what is for all replicas, and the rest too once no peer is left. */
  extractBlocked(dispatcher: Dispatcher): readonly Droppable[] {
    if (this.size === 0) return []
    const { redelivery, backlog, senders } = dispatcher
    if (this.#areAll(senders)) return dispatcher.extract(() => true)
    const redeliveries = [...this.#reasons.keys()].flatMap((peer) => redelivery.extractFor(peer))
    return [...backlog.all.extract(() => true), ...redeliveries]
  }

  #areAll(senders: readonly Sender[]): boolean {
    return senders.every((sender) => this.#reasons.has(sender.peer))
  }
}
