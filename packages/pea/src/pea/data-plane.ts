import type { PeaSpec } from '@peaflow/core'
import type { Batch, Holding, Message, ReceivedMessage } from '@peaflow/protocol'
import type { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import type { StillOpen } from '../join/ended-requests.ts'
import { toReadableError } from '../join/readable-error.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DeliveryOwner } from '../link/delivery.ts'
import { FlushScheduler } from '../link/flush-scheduler.ts'
import type { Prefetch } from '../link/prefetch.ts'
import type { ReceiverListener } from '../link/receiver.ts'
import { Links, type Sockets, type WireResult } from '../links/links.ts'
import { Counters } from '../statistics/counters.ts'
import { pendingHolding } from '../stream/holding.ts'
import type { Requests } from '../stream/requests.ts'
import type { DataPlaneListener } from './data-plane-listener.ts'
import { failLateJoins } from './late-joins.ts'
import { prefetchOf } from './prefetch-of.ts'
import { requestsOf } from './requests-of.ts'
import { Results } from './results.ts'
import { SweepTimer } from './sweep-timer.ts'
import { Taps } from './taps.ts'

/** What every Pea, and the gateway, has around its work: the links into it, the requests in it, the links out of it. */
export class DataPlane implements ReceiverListener {
  readonly calls: boolean
  readonly prefetch: Prefetch
  readonly counters = new Counters()
  /** The edges out of the Pea. */
  readonly edges: OutgoingEdges
  /** Sends what has become of the requests. */
  readonly results: Results
  readonly taps = new Taps()
  readonly #links: Links
  /** The requests in the Pea. */
  readonly requests: Requests
  readonly #scheduler: FlushScheduler
  readonly #sweepTimer = new SweepTimer((now) => this.#sweep(now))
  readonly #isReplica: boolean
  readonly #spec: PeaSpec
  readonly #listener: DataPlaneListener

  constructor(spec: PeaSpec, isPassing: boolean, listener: DataPlaneListener) {
    const isFinal = spec.role === 'gateway'
    // What enters the Flow comes over as many connections as there are clients.
    this.#scheduler = new FlushScheduler(() => isFinal || this.prefetch.isSlow)
    this.#spec = spec
    this.#listener = listener
    this.requests = requestsOf(spec, {
      onPiece: (pending) => listener.onComplete(pending),
      onSuperseded: (request) => this.#supersede(request),
      onVoid: (request) => {
        this.edges.dropQueued(new Set([request]))
        listener.onSuperseded(request)
      },
    })
    this.#isReplica = spec.role === 'replica' && spec.replicas > 1
    this.calls = !isPassing
    this.#links = new Links(spec, {
      scheduler: this.#scheduler,
      incoming: this,
      outgoing: listener,
      counters: this.counters,
      isAnswered: (request) => isFinal && this.requests.joiner.isOver(request),
      onDropped: (report) => listener.onDropped(report),
    })
    this.edges = this.#links.edges
    this.prefetch = prefetchOf(spec, isPassing, this.edges)
    const { edges, counters, taps } = this
    this.results = new Results({ edges, isReplica: this.#isReplica, counters, taps, listener })
  }

  /** How many requests are in the Pea. */
  get held(): number {
    return this.requests.count
  }

  /** How many messages were dropped because they break the protocol. */
  get dropped(): number {
    return this.#links.dropped
  }

  /** Whether a message may have to wait here for others of its request. One of several replicas takes each by itself, unless it collects pieces. */
  get joins(): boolean {
    return this.#spec.collect === true || (!this.#isReplica && this.#links.hasSeveralSources)
  }

  /** The public key of its ports, as hexadecimal digits; `undefined` if it has none. */
  get publicKey(): string | undefined {
    return this.#links.publicKey
  }

  /** Whether no request is in the Pea, and none that it sent is queued or unsettled. */
  get isIdle(): boolean {
    return this.held === 0 && this.edges.isIdle
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
    this.requests.joiner.wire({ edges: [...this.#links.sources.keys()], isReplica: this.#isReplica })
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

  /**
   * Forgets requests, and drops what is queued and unsettled of them on the edges. A call may run on, but nobody gets its
   * result. A message of them that is still on its way is dropped when it arrives: `cancel` travels another way. With
   * `attempts`, one for each, later attempts are not cancelled. Returns the requests of which none is here.
   */
  cancel(requests: readonly number[], attempts?: readonly number[]): ReadonlySet<number> {
    const before = this.held
    const cancelled = new Set(requests.filter((request, index) => this.requests.cancel(request, attempts?.[index])))
    this.counters.cancelled += before - this.held
    this.edges.cancel(cancelled)
    this.#sweepTimer.start()
    this.#listener.onProgress()
    return cancelled
  }

  /** Takes in which requests are open: the others are waited for in no join. */
  takeOpen(open: StillOpen): void {
    this.requests.takeOpen(open)
    this.#listener.onProgress()
  }

  /** What this Pea holds of these attempts of requests: in it, and on the edges out of it. */
  holding(attempts: ReadonlyMap<number, number>): Holding[] {
    return [...pendingHolding(this.requests, attempts), ...this.edges.holding(attempts)]
  }

  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean {
    if (this.calls || this.taps.isOn || !this.requests.areWhole(batch)) return false
    if (!this.#listener.onBatch(acknowledgement, batch)) return false
    this.prefetch.addPayloads(batch.payloadBytes, batch.count)
    this.#sweepTimer.start()
    return true
  }

  onMessage(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): void {
    this.prefetch.addPayloads(message.payloadBytes, 1)
    if (this.taps.isOn) this.taps.copy('in', message)
    const readable = message.isError ? toReadableError(message, acknowledgement.peer) : message
    const pending = this.requests.add(edge, acknowledgement, readable)
    if (pending !== undefined) this.#listener.onComplete(pending)
    this.#sweepTimer.start()
  }

  /** Of the gateway, the attempt whose answer comes now has just been sent. */
  #supersede(request: number): void {
    this.requests.drop(request)
    if (this.#spec.role !== 'gateway') this.edges.cancel(new Set([request]))
    this.#listener.onSuperseded(request)
  }

  /** Fails what is late. Returns whether anything is pending. */
  #sweep(now: number): boolean {
    failLateJoins(this.requests.joiner, { spec: this.#spec, sources: this.#links.sources, results: this.results, now })
    this.edges.sweep(now)
    this.requests.sweep(now)
    return this.#listener.onSweep(now) || !this.isIdle
  }
}
