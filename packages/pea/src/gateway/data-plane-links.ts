import type { PeaSpec } from '@peaflow/core'
import type { Batch, ControlChannel, WireError } from '@peaflow/protocol'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { ControlLoop } from '../pea/control-loop.ts'
import { DataPlane } from '../pea/data-plane.ts'
import type { GatewayStatistics } from './counters.ts'
import type { GatewayEvents, GatewayLinks, OutgoingRequest } from './links.ts'
import { OutgoingMessage } from './outgoing-message.ts'

/** What the gateway's links are made of. */
export interface GatewayLinksComponents {
  readonly spec: PeaSpec
  readonly control: ControlChannel
  readonly events: GatewayEvents
}

function nothing(): void {}

/** The gateway's links over a data plane of its own. They carry nothing before they are open. */
export class DataPlaneLinks implements GatewayLinks {
  readonly ended: Promise<void>
  readonly #components: GatewayLinksComponents
  readonly #dataPlane: DataPlane
  readonly #loop: ControlLoop
  readonly #settle: () => void
  #isRoomReported = true

  constructor(components: GatewayLinksComponents) {
    let settle: () => void = () => undefined
    this.ended = new Promise((resolve) => {
      settle = resolve
    })
    const { spec, control, events } = components
    this.#settle = settle
    this.#components = components
    this.#dataPlane = new DataPlane(spec, true, {
      onComplete: (pending) => this.#answer(pending),
      onBatch: (acknowledgement, batch) => this.#answerAll(acknowledgement, batch),
      onFailed: events.onFailed,
      onStuck: (peer, incarnation) => control.send({ type: 'stuck', pea: spec.id, peer, incarnation }),
      onTried: (request, tries, death) => control.send({ type: 'tried', pea: spec.id, request, tries, ...death }),
      // Nothing that enters the Flow is a piece.
      onBroken: nothing,
      onSuperseded: () => undefined,
      onProgress: () => this.#progress(),
      onDropped: (report) => this.#loop.sendDropped(report),
      onSweep: () => false,
    })
    const end = () => void this.close()
    const listener = { onStop: end, onFatal: end, onCancel: nothing, onLeaving: nothing }
    this.#loop = new ControlLoop({ spec, dataPlane: this.#dataPlane, control, listener })
  }

  /** @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve. */
  async open(): Promise<void> {
    try {
      const { ports } = await this.#dataPlane.wire(this.#components.spec)
      this.#loop.begin(ports)
      this.#dataPlane.open()
      this.#loop.setUp()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** What went over the links, and what waits for them. */
  get statistics(): Omit<GatewayStatistics, 'endpoints'> {
    const { dropped, edges, counters } = this.#dataPlane
    return { dropped, queued: edges.queued, received: { ...counters.received }, sent: { ...counters.sent } }
  }

  room(endpoint: string): number {
    return this.#dataPlane.edges.room(endpoint)
  }

  blockedBy(endpoint: string): WireError | undefined {
    return this.#dataPlane.edges.blockedBy(endpoint)
  }

  send(outgoing: OutgoingRequest): void {
    outgoing.memory?.retain(this.#dataPlane.edges.size)
    const message = new OutgoingMessage(outgoing)
    this.#dataPlane.send(message, message)
  }

  retry(outgoing: readonly OutgoingRequest[]): void {
    this.#dataPlane.edges.cancel(new Set(outgoing.map(({ request }) => request)))
    for (const one of outgoing) {
      const { request, attempt = 0, deadline } = one
      this.#dataPlane.requests.dropPieces(request, { attempt: attempt - 1, deadline })
      this.send(one)
    }
  }

  cancel(requests: readonly number[]): void {
    this.#dataPlane.cancel(requests)
  }

  async close(): Promise<void> {
    this.#dataPlane.close()
    await this.#components.control.close()
    this.#settle()
  }

  #answer(pending: PendingRequest): void {
    const { onAnswer, onPiece } = this.#components.events
    const { piece, attempt } = pending
    if (piece === undefined) {
      onAnswer(pending)
      pending.sendOn(0)
      return
    }
    pending.sendOn(1)
    const accept = () => pending.sent()
    if (onPiece === undefined) accept()
    else onPiece({ incoming: pending, attempt, piece, accept })
    pending.received()
  }

  #answerAll(acknowledgement: Acknowledgement, batch: Batch): boolean {
    const { onAnswer, copies = false } = this.#components.events
    if (!this.#dataPlane.requests.joiner.claim(batch)) return false
    for (const message of batch.messages()) onAnswer(message)
    if (copies && !batch.isAttached) batch.release()
    acknowledgement.processed()
    acknowledgement.settled()
    return true
  }

  #progress(): void {
    this.#loop.progress()
    if (!this.#isRoomReported) return
    this.#isRoomReported = false
    setImmediate(() => {
      this.#isRoomReported = true
      this.#components.events.onRoom()
    })
  }
}
