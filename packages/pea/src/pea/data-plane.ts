import type { PeaSpec } from '@peaflow/core'
import type { Batch, Message, ReceivedMessage, WireError } from '@peaflow/protocol'
import { decodeError, encodeError } from '@peaflow/protocol'
import type { Gone } from '../dispatch/outgoing-edge.ts'
import { Joiner } from '../join/joiner.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DeliveryOwner } from '../link/delivery.ts'
import type { Prefetch } from '../link/prefetch.ts'
import { Links, type LinksListener, type Sockets, type WireResult } from '../links/links.ts'
import type { DataPlaneListener } from './data-plane-listener.ts'
import { joinTimedOut } from './failure.ts'
import { prefetchOf } from './prefetch-of.ts'

/** Milliseconds between two looks for what is late: one timer for all deadlines, and none while nothing is held. */
const SWEEP = 100

const WHOLE = { shard: 0, shards: 1 } as const

/** What every Pea is around its work, the gateway too: links in, requests held, links out. */
export class DataPlane implements LinksListener {
  readonly links: Links
  readonly joiner = new Joiner()
  readonly prefetch: Prefetch
  readonly calls: boolean
  /** Requests that left. */
  served = 0
  /** Nothing is taken before: a Pea whose executor is not set up has no credit to give. */
  #isOpen = false
  readonly #isReplica: boolean
  readonly #spec: PeaSpec
  readonly #listener: DataPlaneListener
  #timer: NodeJS.Timeout | undefined

  constructor(spec: PeaSpec, isPassing: boolean, listener: DataPlaneListener) {
    this.#spec = spec
    this.#listener = listener
    this.#isReplica = spec.role === 'replica' && spec.replicas > 1
    this.calls = !isPassing
    this.links = new Links(spec, this)
    this.prefetch = prefetchOf(spec, isPassing, this.links)
  }

  /** Whether nothing is held and nothing that was given is unfinished. */
  get isIdle(): boolean {
    return this.joiner.size === 0 && this.links.edges.every((edge) => edge.isIdle)
  }

  async wire(sockets: Sockets): Promise<WireResult> {
    const wired = await this.links.wire(sockets)
    this.joiner.wire({ edges: [...this.links.sources.keys()], isReplica: this.#isReplica })
    this.#listener.onProgress()
    return wired
  }

  /** How many more requests to this endpoint every edge takes now, or lets wait. */
  room(endpoint: string): number {
    const { edges } = this.links
    return edges.length === 0 ? 0 : Math.min(...edges.map((edge) => edge.room(endpoint)))
  }

  /** Gives a part to every edge. Its owner hears of it once for each. */
  send(message: Message, owner: DeliveryOwner): void {
    for (const edge of this.links.edges) edge.send(message, owner)
    this.#watch()
  }

  /** Hands on what became of a held request. */
  leave(pending: PendingRequest, payload: Uint8Array, isError: boolean): void {
    const { request, endpoint, deadline, isUrgent } = pending
    const { shard, shards } = this.#isReplica ? pending : WHOLE
    const payloadBytes = payload.length
    pending.release()
    this.#leave(pending, { request, endpoint, deadline, shard, shards, isError, isUrgent, payload, payloadBytes })
  }

  /** Hands a held request on as the single part that it came in. */
  pass(pending: PendingRequest): void {
    if (this.#isReplica || pending.shards === 1) this.#leave(pending, pending)
    else this.leave(pending, pending.payload, pending.isError)
  }

  /** Hands parts on as they came. Returns false if one came before, or no lane takes them all. */
  passAll(acknowledgement: Acknowledgement, batch: Batch): boolean {
    const [edge, ...others] = this.links.edges
    const end = others.length > 0 ? undefined : edge?.senderFor(batch.count)
    const relayed = end && this.joiner.pass(batch, acknowledgement)
    if (relayed === undefined) return false
    end?.relay(relayed)
    this.served += batch.count
    return true
  }

  #leave(pending: PendingRequest, message: Message): void {
    const { edges } = this.links
    this.served += 1
    pending.leave(edges.length)
    for (const edge of edges) edge.send(message, pending)
    if (edges.length > 0) return
    // The end of a side branch: nobody waits for its answer, so an error is told to the Flow.
    if (message.isError) this.#listener.onFailed(message.request, decodeError(message.payload))
    this.#listener.onProgress()
  }

  fail(pending: PendingRequest, error: WireError): void {
    this.leave(pending, encodeError(error), true)
  }

  /** These requests are over; what of them is not being called is forgotten. */
  cancel(requests: readonly number[]): void {
    const until = performance.now() + this.#spec.timeoutReady
    for (const request of requests) {
      const pending = this.joiner.get(request)
      if (pending === undefined) this.joiner.forget(request, until)
      else if (pending.state === 'joining' || pending.state === 'waiting') pending.leave(0)
    }
    const over = new Set(requests)
    for (const edge of this.links.edges) edge.cancel(over)
    this.#listener.onProgress()
  }

  /** A peer has ended. */
  gone(gone: Gone): void {
    for (const edge of this.links.edges) edge.gone(gone)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.links.close()
  }

  prefetchLimit(): number {
    return this.#isOpen ? this.prefetch.prefetchLimit() : 0
  }

  /** Takes requests from now on. */
  open(): void {
    this.#isOpen = true
    this.links.announce()
  }

  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean {
    if (this.calls || batch.isUrgent || !this.joiner.isComplete(batch)) return false
    if (!this.#listener.onBatch(acknowledgement, batch)) return false
    this.prefetch.weigh(batch.payloadBytes, batch.count)
    this.#watch()
    return true
  }

  onMessage(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): void {
    this.prefetch.weigh(message.payloadBytes, 1)
    const pending = this.joiner.take(edge, acknowledgement, message)
    if (pending !== undefined) this.#listener.onComplete(pending)
    this.#watch()
  }

  onFailed(request: number, error: WireError): void {
    this.#listener.onFailed(request, error)
  }

  onStuck(peer: string, incarnation: number): void {
    this.#listener.onStuck(peer, incarnation)
  }

  onRoom(): void {
    this.#listener.onProgress()
  }

  isOver(request: number): boolean {
    return this.#spec.role === 'gateway' && this.joiner.isOver(request)
  }

  onEstablished(): void {
    this.#listener.onProgress()
  }

  #watch(): void {
    this.#timer ??= setTimeout(() => this.#sweep(performance.now()), SWEEP)
  }

  #sweep(now: number): void {
    this.#timer = undefined
    for (const pending of this.joiner.values()) {
      if (pending.state === 'joining' && pending.deadline <= now) this.fail(pending, this.#missing(pending))
    }
    for (const edge of this.links.edges) edge.sweep(now)
    this.joiner.sweep(now)
    const isBusy = this.#listener.onSweep(now)
    if (isBusy || !this.isIdle) this.#watch()
  }

  #missing(pending: PendingRequest): WireError {
    const { sources } = this.links
    const names = this.joiner.missing(pending).map((edge) => sources.get(edge) ?? String(edge))
    return joinTimedOut(this.#spec, names)
  }
}
