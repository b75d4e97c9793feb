import type { PeaSpec } from '@peaflow/core'
import type { Batch, ControlChannel, WireError } from '@peaflow/protocol'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DeliveryOwner } from '../link/delivery.ts'
import { ControlLoop } from '../pea/control-loop.ts'
import { DataPlane } from '../pea/data-plane.ts'
import type { GatewayEvents, GatewayLinks, OutgoingRequest } from './links.ts'
import { OutgoingMessage } from './outgoing-message.ts'

/** What the gateway's links are made of. */
export interface GatewayLinksComponents {
  readonly spec: PeaSpec
  readonly control: ControlChannel
  readonly events: GatewayEvents
}

function nothing(): void {}

/** The gateway needs no callbacks of its deliveries: its table of requests in flight tracks them. */
const NO_OWNER: DeliveryOwner = { sent: nothing, received: nothing, settled: nothing }

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
      onTried: (request, tries) => control.send({ type: 'tried', pea: spec.id, request, tries }),
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

  room(endpoint: string): number {
    return this.#dataPlane.edges.room(endpoint)
  }

  blockedBy(endpoint: string): WireError | undefined {
    return this.#dataPlane.edges.blockedBy(endpoint)
  }

  send(outgoing: OutgoingRequest): void {
    const owner = outgoing.pooled?.sent(this.#dataPlane.edges.size) ?? NO_OWNER
    this.#dataPlane.send(new OutgoingMessage(outgoing), owner)
  }

  retry(outgoing: readonly OutgoingRequest[]): void {
    this.#dataPlane.edges.cancel(new Set(outgoing.map(({ request }) => request)))
    for (const one of outgoing) this.send(one)
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
    this.#components.events.onAnswer(pending)
    pending.sendOn(0)
  }

  #answerAll(acknowledgement: Acknowledgement, batch: Batch): boolean {
    const { onAnswer, copies = false } = this.#components.events
    if (!this.#dataPlane.claim(batch)) return false
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
