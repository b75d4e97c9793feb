import type { PeaSpec } from '@peaflow/core'
import { type Batch, type ControlChannel, dialControl, type Message, SMALLEST } from '@peaflow/protocol'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DeliveryOwner } from '../link/delivery.ts'
import { ControlLoop } from '../pea/control-loop.ts'
import { DataPlane } from '../pea/data-plane.ts'
import type { GatewayEvents, GatewayLinks, GatewayLinksOptions, OutgoingRequest } from './links.ts'
import { PooledPayload } from './pooled-payload.ts'

/**
 * Opens the gateway's links: binds its sockets, reports their ports, and dials once `wire` names the peers. Resolves once
 * its BIND sockets are open.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openGatewayLinks(
  spec: PeaSpec,
  events: GatewayEvents,
  options: GatewayLinksOptions = {},
): Promise<GatewayLinks> {
  const links = new OpenGatewayLinks(spec, events)
  await links.open(options.control ?? (await dialControl(spec)))
  return links
}

/** A request as the gateway's links send it. */
class OutgoingMessage implements Message {
  readonly shard = 0
  readonly shards = 1
  readonly isError = false
  readonly isUrgent = false
  readonly request: number
  readonly endpoint: string
  readonly deadline: number
  readonly payload: Uint8Array

  constructor({ request, endpoint, deadline, payload }: OutgoingRequest) {
    this.request = request
    this.endpoint = endpoint
    this.deadline = deadline
    this.payload = payload
  }

  get payloadBytes(): number {
    return this.payload.length
  }
}

function nothing(): void {}

/** The gateway needs no callbacks of its deliveries: its table of requests in flight tracks them. */
const NO_OWNER: DeliveryOwner = { sent: nothing, received: nothing, settled: nothing }

class OpenGatewayLinks implements GatewayLinks {
  readonly ended: Promise<void>
  readonly #spec: PeaSpec
  readonly #dataPlane: DataPlane
  #control: ControlChannel | undefined
  #loop: ControlLoop | undefined
  #settle: () => void = () => undefined
  #isRoomReported = true

  constructor(spec: PeaSpec, events: GatewayEvents) {
    this.#spec = spec
    this.#dataPlane = new DataPlane(spec, true, {
      onComplete: (pending) => this.#answer(pending, events),
      onBatch: (acknowledgement, batch) => this.#answerAll(acknowledgement, batch, events),
      onFailed: events.onFailed,
      onStuck: (peer, incarnation) => this.#control?.send({ type: 'stuck', pea: spec.id, peer, incarnation }),
      onProgress: () => this.#progress(events),
      onSweep: () => false,
    })
    this.ended = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  async open(control: ControlChannel): Promise<void> {
    this.#control = control
    try {
      const { ports } = await this.#dataPlane.wire(this.#spec)
      const end = () => void this.close()
      const listener = { onStop: end, onFatal: end, onCancel: () => undefined }
      this.#loop = new ControlLoop({ spec: this.#spec, dataPlane: this.#dataPlane, control, listener })
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

  send(outgoing: OutgoingRequest): void {
    const { payload, isTransferred = false } = outgoing
    const isPooled = isTransferred && payload.length > SMALLEST
    this.#dataPlane.send(
      new OutgoingMessage(outgoing),
      isPooled ? new PooledPayload(payload, this.#dataPlane.edges.size) : NO_OWNER,
    )
  }

  cancel(requests: readonly number[]): void {
    this.#dataPlane.cancel(requests)
  }

  async close(): Promise<void> {
    this.#dataPlane.close()
    await this.#control?.close()
    this.#settle()
  }

  #answer(pending: PendingRequest, { onAnswer }: GatewayEvents): void {
    onAnswer(pending)
    pending.sendOn(0)
  }

  #answerAll(acknowledgement: Acknowledgement, batch: Batch, { onAnswer, copies = false }: GatewayEvents): boolean {
    if (!this.#dataPlane.claim(batch)) return false
    for (const message of batch.messages()) onAnswer(message)
    if (copies && !batch.isAttached) batch.release()
    acknowledgement.processed()
    acknowledgement.settled()
    return true
  }

  #progress({ onRoom }: GatewayEvents): void {
    this.#loop?.progress()
    if (!this.#isRoomReported) return
    this.#isRoomReported = false
    setImmediate(() => {
      this.#isRoomReported = true
      onRoom()
    })
  }
}
