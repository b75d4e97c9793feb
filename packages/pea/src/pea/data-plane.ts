import type { PeaSpec } from '@peaflow/core'
import type { Batch, Message, ReceivedMessage, WireError } from '@peaflow/protocol'
import { decodeError, encodeError } from '@peaflow/protocol'
import type { PeerExit } from '../dispatch/outgoing-edge.ts'
import { Joiner } from '../join/joiner.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DeliveryOwner } from '../link/delivery.ts'
import { FlushScheduler } from '../link/flush-scheduler.ts'
import type { Prefetch } from '../link/prefetch.ts'
import type { ReceiverListener } from '../link/receiver.ts'
import { Links, type Sockets, type WireResult } from '../links/links.ts'
import type { DataPlaneListener } from './data-plane-listener.ts'
import { joinTimedOut } from './failure.ts'
import { prefetchOf } from './prefetch-of.ts'
import { SweepTimer } from './sweep-timer.ts'

const WHOLE = { shard: 0, shards: 1 } as const

/** What every Pea, and the gateway, has around its work: the links into it, the requests in it, the links out of it. */
export class DataPlane implements ReceiverListener {
  readonly calls: boolean
  readonly prefetch: Prefetch
  /** How many requests have been passed on. */
  served = 0
  readonly #links: Links
  readonly #joiner = new Joiner()
  readonly #scheduler = new FlushScheduler(() => this.prefetch.isSlow)
  readonly #sweepTimer = new SweepTimer((now) => this.#sweep(now))
  readonly #isReplica: boolean
  readonly #spec: PeaSpec
  readonly #listener: DataPlaneListener

  constructor(spec: PeaSpec, isPassing: boolean, listener: DataPlaneListener) {
    const isAnswered = (request: number) => spec.role === 'gateway' && this.#joiner.isOver(request)
    this.#spec = spec
    this.#listener = listener
    this.#isReplica = spec.role === 'replica' && spec.replicas > 1
    this.calls = !isPassing
    this.#links = new Links(spec, { scheduler: this.#scheduler, incoming: this, outgoing: listener, isAnswered })
    this.prefetch = prefetchOf(spec, isPassing, this.#links)
  }

  /** How many requests are in the Pea; a relayed batch counts as one. */
  get held(): number {
    return this.#joiner.size
  }

  /** Whether no request is in the Pea, and none that it sent is queued or unsettled. */
  get isIdle(): boolean {
    return this.#joiner.size === 0 && this.#links.edges.every((edge) => edge.isIdle)
  }

  /** How many edges lead out of the Pea. */
  get fanOut(): number {
    return this.#links.edges.length
  }

  /** The peers that have not greeted yet. */
  get absentPeers(): readonly string[] {
    return this.#links.absent
  }

  /**
   * Opens and closes sockets until they are as planned.
   *
   * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
   */
  async wire(sockets: Sockets): Promise<WireResult> {
    const wired = await this.#links.wire(sockets)
    this.#joiner.wire({ edges: [...this.#links.sources.keys()], isReplica: this.#isReplica })
    this.#listener.onProgress()
    return wired
  }

  /** Accepts requests from now on: a Pea whose executor is not set up grants no credit. */
  open(): void {
    this.prefetch.open()
    this.#links.grantCredit()
  }

  close(): void {
    this.#sweepTimer.stop()
    this.#scheduler.flushAll()
    this.#links.close()
  }

  /** Sends what is due now, instead of at the end of this turn of the event loop. */
  flush(): void {
    this.#scheduler.flush()
  }

  /** Sends what is due now, and delayed acknowledgements too. */
  flushAll(): void {
    this.#scheduler.flushAll()
  }

  /** How many more requests to this endpoint every edge accepts. */
  room(endpoint: string): number {
    const { edges } = this.#links
    return edges.length === 0 ? 0 : Math.min(...edges.map((edge) => edge.room(endpoint)))
  }

  /** Sends a message on every edge. Its owner gets one delivery for each. */
  send(message: Message, owner: DeliveryOwner): void {
    for (const edge of this.#links.edges) edge.send(message, owner)
    this.#sweepTimer.start()
  }

  /** Passes a request on with the result of its call. */
  sendResult(pending: PendingRequest, payload: Uint8Array): void {
    this.#sendPayload(pending, payload, false)
  }

  /** Passes a request on with an error. */
  fail(pending: PendingRequest, error: WireError): void {
    this.#sendPayload(pending, encodeError(error), true)
  }

  /** Passes a request on as the single message that it arrived in. */
  forward(pending: PendingRequest): void {
    if (this.#isReplica || pending.shards === 1) this.#sendAs(pending, pending)
    else this.#sendPayload(pending, pending.payload, pending.isError)
  }

  /** Passes a batch on as it came. Returns `false` if it contains a repeat, or no link takes all of it. */
  relay(acknowledgement: Acknowledgement, batch: Batch): boolean {
    const { edges } = this.#links
    const sender = edges.length === 1 ? edges[0]?.senderFor(batch.count) : undefined
    const relayed = sender && this.#joiner.relay(batch, acknowledgement)
    if (relayed === undefined) return false
    sender?.relay(relayed)
    this.served += batch.count
    return true
  }

  /** Marks the requests of a batch as over. Returns `false`, and marks none, if one of them is a repeat. */
  claim(batch: Batch): boolean {
    return this.#joiner.claim(batch)
  }

  /** Forgets requests, except for those that are being called, and drops what is queued of them on the edges. */
  cancel(requests: readonly number[]): void {
    const until = performance.now() + this.#spec.timeoutReady
    for (const request of requests) {
      const pending = this.#joiner.get(request)
      if (pending === undefined) this.#joiner.markOver(request, until)
      else if (pending.state === 'joining' || pending.state === 'queued') pending.sendOn(0)
    }
    const cancelled = new Set(requests)
    for (const edge of this.#links.edges) edge.cancel(cancelled)
    this.#listener.onProgress()
  }

  /** A peer has ended. */
  onPeerExit(exit: PeerExit): void {
    for (const edge of this.#links.edges) edge.onPeerExit(exit)
  }

  /** Sends nothing new to this Pod until the next `wire`. */
  pause(pod: string): void {
    for (const edge of this.#links.edges) if (edge.plan.to === pod) edge.pause()
  }

  /** Whether this Pod has settled everything that was sent to it. */
  isSettledBy(pod: string): boolean {
    return this.#links.edges.every((edge) => edge.plan.to !== pod || edge.isSettled)
  }

  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean {
    if (this.calls || batch.isUrgent || !this.#joiner.isWhole(batch)) return false
    if (!this.#listener.onBatch(acknowledgement, batch)) return false
    this.prefetch.addPayloads(batch.payloadBytes, batch.count)
    this.#sweepTimer.start()
    return true
  }

  onMessage(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): void {
    this.prefetch.addPayloads(message.payloadBytes, 1)
    const pending = this.#joiner.add(edge, acknowledgement, message)
    if (pending !== undefined) this.#listener.onComplete(pending)
    this.#sweepTimer.start()
  }

  #sendPayload(pending: PendingRequest, payload: Uint8Array, isError: boolean): void {
    const { request, endpoint, deadline, isUrgent } = pending
    const { shard, shards } = this.#isReplica ? pending : WHOLE
    const payloadBytes = payload.length
    pending.release()
    this.#sendAs(pending, { request, endpoint, deadline, shard, shards, isError, isUrgent, payload, payloadBytes })
  }

  #sendAs(pending: PendingRequest, message: Message): void {
    const { edges } = this.#links
    this.served += 1
    pending.sendOn(edges.length)
    for (const edge of edges) edge.send(message, pending)
    if (edges.length > 0) return
    // A side branch ends here. Its errors do not reach the answer, so the Flow is told.
    if (message.isError) this.#listener.onFailed(message.request, decodeError(message.payload))
    this.#listener.onProgress()
  }

  /** Fails what is late. Returns whether anything is pending. */
  #sweep(now: number): boolean {
    for (const pending of this.#joiner.values()) {
      if (pending.state === 'joining' && pending.deadline <= now) this.#failJoin(pending)
    }
    for (const edge of this.#links.edges) edge.sweep(now)
    this.#joiner.sweep(now)
    return this.#listener.onSweep(now) || !this.isIdle
  }

  #failJoin(pending: PendingRequest): void {
    const { sources } = this.#links
    const missing = this.#joiner.missing(pending).map((edge) => sources.get(edge) ?? String(edge))
    this.fail(pending, joinTimedOut(this.#spec, missing))
  }
}
