import type { PeaSpec } from '@peaflow/core'
import { ControlLoop } from '../control/control-loop.ts'
import { dialControl } from '../control/dial.ts'
import type { ControlLink } from '../control/link.ts'
import type { Held } from '../gather/held.ts'
import type { Receipt } from '../lane/receipt.ts'
import { Lender } from '../link/lender.ts'
import type { ParcelOwner } from '../link/parcel.ts'
import type { Part } from '../link/part.ts'
import { SMALLEST } from '../memory/spares.ts'
import { Station } from '../pea/station.ts'
import type { Run } from '../wire/run.ts'
import type { Departure, GatewayEvents, GatewayLinks, GatewayLinksOptions } from './links.ts'

/**
 * Opens the gateway's links: binds, reports, dials what `wire` says; done once its BIND sockets are open.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openGatewayLinks(
  spec: PeaSpec,
  events: GatewayEvents,
  options: GatewayLinksOptions = {},
): Promise<GatewayLinks> {
  const links = new Links(spec, events)
  await links.open(options.control ?? (await dialControl(spec)))
  return links
}

/** A request as it leaves the gateway. */
class Fresh implements Part {
  readonly shard = 0
  readonly shards = 1
  readonly isError = false
  readonly isUrgent = false
  readonly request: number
  readonly endpoint: string
  readonly deadline: number
  readonly payload: Uint8Array

  constructor({ request, endpoint, deadline, payload }: Departure) {
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

/** The gateway keeps no books of what it gave: its table of requests in flight does. */
const NOBODY: ParcelOwner = { given: nothing, got: nothing, forgotten: nothing }

class Links implements GatewayLinks {
  readonly ended: Promise<void>
  readonly #spec: PeaSpec
  readonly #station: Station
  #control: ControlLink | undefined
  #loop: ControlLoop | undefined
  #settle: () => void = () => undefined
  #isRoomTold = true

  constructor(spec: PeaSpec, events: GatewayEvents) {
    this.#spec = spec
    this.#station = new Station(spec, true, {
      onComplete: (held) => this.#answer(held, events),
      onRun: (receipt, run) => this.#answerAll(receipt, run, events),
      onFailed: events.onFailed,
      onStuck: (peer, incarnation) => this.#control?.send({ type: 'stuck', pea: spec.id, peer, incarnation }),
      onProgress: () => this.#progress(events),
      onSweep: () => false,
    })
    this.ended = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  async open(control: ControlLink): Promise<void> {
    this.#control = control
    try {
      const { ports } = await this.#station.wire(this.#spec)
      const end = () => void this.close()
      const listener = { onStop: end, onFatal: end, onCancel: () => undefined }
      this.#loop = new ControlLoop({ spec: this.#spec, station: this.#station, control, listener })
      this.#loop.begin(ports)
      this.#station.open()
      this.#loop.setUp()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  room(endpoint: string): number {
    return this.#station.room(endpoint)
  }

  give(departure: Departure): void {
    const { payload, isGivenAway = false } = departure
    const isLent = isGivenAway && payload.length > SMALLEST
    this.#station.give(new Fresh(departure), isLent ? new Lender(payload, this.#station.wiring.edges.length) : NOBODY)
  }

  forget(requests: readonly number[]): void {
    this.#station.cancel(requests)
  }

  async close(): Promise<void> {
    this.#station.close()
    await this.#control?.close()
    this.#settle()
  }

  #answer(held: Held, { onAnswer }: GatewayEvents): void {
    onAnswer(held)
    held.leave(0)
  }

  #answerAll(receipt: Receipt, run: Run, { onAnswer, copies = false }: GatewayEvents): boolean {
    if (!this.#station.gather.close(run)) return false
    for (const part of run.parts()) onAnswer(part)
    if (copies && !run.isAttached) run.spend()
    receipt.finish()
    receipt.done()
    return true
  }

  #progress({ onRoom }: GatewayEvents): void {
    this.#loop?.progress()
    if (!this.#isRoomTold) return
    this.#isRoomTold = false
    setImmediate(() => {
      this.#isRoomTold = true
      onRoom()
    })
  }
}
