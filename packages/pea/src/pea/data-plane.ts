import type { PeaSpec } from '@peaflow/core'
import type { Batch, Holding, Message, ReceivedMessage } from '@peaflow/protocol'
import type { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import type { StillOpen } from '../join/ended-requests.ts'
import { pendingHolding } from '../join/holding.ts'
import { Joiner } from '../join/joiner.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DeliveryOwner } from '../link/delivery.ts'
import { FlushScheduler } from '../link/flush-scheduler.ts'
import type { Prefetch } from '../link/prefetch.ts'
import type { ReceiverListener } from '../link/receiver.ts'
import { Links, type Sockets, type WireResult } from '../links/links.ts'
import type { DataPlaneListener } from './data-plane-listener.ts'
import { failLateJoins } from './late-joins.ts'
import { prefetchOf } from './prefetch-of.ts'
import { Results } from './results.ts'
import { SweepTimer } from './sweep-timer.ts'

/** Milliseconds that a cancelled request is remembered beyond what its messages may take to arrive. */
const CANCELLED_RETENTION = 60_000

/** What every Pea, and the gateway, has around its work: the links into it, the requests in it, the links out of it. */
export class DataPlane implements ReceiverListener {
  readonly calls: boolean
  readonly prefetch: Prefetch
  /** The edges out of the Pea. */
  readonly edges: OutgoingEdges
  /** Sends what has become of the requests. */
  readonly results: Results
  readonly #links: Links
  readonly #joiner: Joiner
  readonly #scheduler = new FlushScheduler(() => this.prefetch.isSlow)
  readonly #sweepTimer = new SweepTimer((now) => this.#sweep(now))
  readonly #isReplica: boolean
  readonly #spec: PeaSpec
  readonly #listener: DataPlaneListener

  constructor(spec: PeaSpec, isPassing: boolean, listener: DataPlaneListener) {
    const isFinal = spec.role === 'gateway'
    const isAnswered = (request: number) => isFinal && this.#joiner.isOver(request)
    this.#spec = spec
    this.#listener = listener
    this.#joiner = new Joiner({ isFinal, onSuperseded: (request) => this.#supersede(request) })
    this.#isReplica = spec.role === 'replica' && spec.replicas > 1
    this.calls = !isPassing
    this.#links = new Links(spec, {
      scheduler: this.#scheduler,
      incoming: this,
      outgoing: listener,
      isAnswered,
      onDropped: (report) => listener.onDropped(report),
    })
    this.edges = this.#links.edges
    this.prefetch = prefetchOf(spec, isPassing, this.edges)
    this.results = new Results({ edges: this.edges, isReplica: this.#isReplica, listener })
  }

  /** How many requests are in the Pea; a relayed batch counts as one. */
  get held(): number {
    return this.#joiner.size
  }

  /** How many messages were dropped because they break the protocol. */
  get dropped(): number {
    return this.#links.dropped
  }

  /** Whether a message may have to wait here for others of its request. One of several replicas takes each by itself. */
  get joins(): boolean {
    return !this.#isReplica && this.#links.hasSeveralSources
  }

  /** The public key of its ports, as hexadecimal digits; `undefined` if it has none. */
  get publicKey(): string | undefined {
    return this.#links.publicKey
  }

  /** Whether no request is in the Pea, and none that it sent is queued or unsettled. */
  get isIdle(): boolean {
    return this.#joiner.size === 0 && this.edges.isIdle
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

  /** Sends a message on every edge. Its owner gets one delivery for each. */
  send(message: Message, owner: DeliveryOwner): void {
    this.edges.send(message, owner)
    this.#sweepTimer.start()
  }

  /** Passes a batch on as it came. Returns `false` if it contains a repeat, or no link takes all of it. */
  relay(acknowledgement: Acknowledgement, batch: Batch): boolean {
    const sender = this.edges.senderFor(batch.count)
    const relayed = sender && this.#joiner.relay(batch, acknowledgement)
    if (relayed === undefined) return false
    sender?.relay(relayed)
    this.results.served += batch.count
    return true
  }

  /** Marks the requests of a batch as over. Returns `false`, and marks none, if one of them is a repeat. */
  claim(batch: Batch): boolean {
    return this.#joiner.claim(batch)
  }

  /**
   * Forgets requests, and drops what is queued and unsettled of them on the edges. A call may run on, but nobody gets its
   * result. A message of them that is still on its way is dropped when it arrives: `cancel` travels another way.
   */
  cancel(requests: readonly number[]): void {
    const until = performance.now() + CANCELLED_RETENTION
    for (const request of requests) {
      this.#joiner.get(request)?.drop()
      this.#joiner.markOver(request, until)
    }
    this.edges.cancel(new Set(requests))
    this.#sweepTimer.start()
    this.#listener.onProgress()
  }

  /** Takes in which requests are open: the others are waited for in no join. */
  takeOpen(open: StillOpen): void {
    for (const request of this.#joiner.takeOpen(open)) this.#joiner.get(request)?.drop()
    this.#listener.onProgress()
  }

  /** What this Pea holds of these attempts of requests: in it, and on the edges out of it. */
  holding(attempts: ReadonlyMap<number, number>): Holding[] {
    return [...pendingHolding(this.#joiner, attempts), ...this.edges.holding(attempts)]
  }

  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean {
    if (this.calls || batch.isUrgent || batch.isRetried || !this.#joiner.isWhole(batch)) return false
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

  #supersede(request: number): void {
    this.#joiner.get(request)?.drop()
    this.edges.cancel(new Set([request]))
    this.#listener.onSuperseded(request)
  }

  /** Fails what is late. Returns whether anything is pending. */
  #sweep(now: number): boolean {
    failLateJoins(this.#joiner, { spec: this.#spec, sources: this.#links.sources, results: this.results, now })
    this.edges.sweep(now)
    this.#joiner.sweep(now)
    return this.#listener.onSweep(now) || !this.isIdle
  }
}
