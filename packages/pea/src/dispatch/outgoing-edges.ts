import type { Holding, Message, WireError } from '@peaflow/protocol'
import type { DeliveryOwner } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'
import type { Attempts } from './holding.ts'
import type { OutgoingEdge } from './outgoing-edge.ts'
import type { PeerExit, PeerLeave } from './peer-end.ts'

/** All edges out of a Pea: every message goes out on each of them. */
export class OutgoingEdges {
  #edges: readonly OutgoingEdge[] = []

  get size(): number {
    return this.#edges.length
  }

  /** Whether nothing is queued or unsettled. */
  get isIdle(): boolean {
    return this.#edges.every((edge) => edge.isIdle)
  }

  /** The messages that wait until a Pod accepts them, by Pod. */
  get queued(): { readonly to: string; readonly messages: number }[] {
    return this.#edges
      .map(({ plan, queued }) => ({ to: plan.to, messages: queued }))
      .filter(({ messages }) => messages > 0)
  }

  /** How many messages all next Pods accept in total; without edges, any number. */
  get capacity(): number {
    return Math.min(...this.#edges.map((edge) => edge.capacity))
  }

  wire(edges: readonly OutgoingEdge[]): void {
    this.#edges = edges
  }

  /** How many more messages for this endpoint every edge accepts. */
  room(endpoint: string): number {
    return this.#edges.length === 0 ? 0 : Math.min(...this.#edges.map((edge) => edge.room(endpoint)))
  }

  /** Why the first edge that accepts no message for this endpoint accepts none; `undefined` if each does. */
  blockedBy(endpoint: string): WireError | undefined {
    return this.#edges.find((edge) => edge.room(endpoint) <= 0)?.notAccepted
  }

  /** Sends a message on every edge. Its owner gets one delivery for each. */
  send(message: Message, owner: DeliveryOwner): void {
    for (const edge of this.#edges) edge.send(message, owner)
  }

  /** The only sender, if it can take this many messages at once and nothing is queued before them. */
  senderFor(count: number): Sender | undefined {
    return this.#edges.length === 1 ? this.#edges[0]?.senderFor(count) : undefined
  }

  /** What is queued or unsettled of these attempts of requests. */
  holding(attempts: Attempts): Holding[] {
    return this.#edges.flatMap((edge) => edge.holding(attempts))
  }

  /** Drops these requests: what has been sent of them is not redelivered. */
  cancel(requests: ReadonlySet<number>): void {
    for (const edge of this.#edges) edge.cancel(requests)
  }

  /** Drops what is queued of these requests. */
  dropQueued(requests: ReadonlySet<number>): void {
    for (const edge of this.#edges) edge.dropQueued(requests)
  }

  /** A peer has ended: what it has not settled is redelivered. */
  onPeerExit(exit: PeerExit): void {
    for (const edge of this.#edges) edge.onPeerExit(exit)
  }

  /** A peer is leaving: it finishes what it has, and gets nothing new. */
  onPeerLeaving(leave: PeerLeave): void {
    for (const edge of this.#edges) edge.onPeerLeaving(leave)
  }

  /** Whether a peer that is leaving has settled everything that it was sent, or has ended. */
  hasLeft(peer: string): boolean {
    return this.#edges.every((edge) => edge.hasLeft(peer))
  }

  /** Sends nothing new to this Pod until the next wiring. */
  pause(pod: string): void {
    for (const edge of this.#edges) if (edge.plan.to === pod) edge.pause()
  }

  /** Whether this Pod has settled everything that was sent to it. */
  isSettledBy(pod: string): boolean {
    return this.#edges.every((edge) => edge.plan.to !== pod || edge.isSettled)
  }

  /** Fails what is late at `now`, on the clock of `performance.now()`. */
  sweep(now: number): void {
    for (const edge of this.#edges) edge.sweep(now)
  }
}
