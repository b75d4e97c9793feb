import type { PeaSpec } from '@peaflow/core'
import { ControlLoop } from '../control/control-loop.ts'
import { dialControl } from '../control/dial.ts'
import type { ControlLink } from '../control/link.ts'
import type { Held } from '../gather/held.ts'
import type { ParcelOwner } from '../link/parcel.ts'
import { Station } from '../pea/station.ts'
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
const FRESH = { shard: 0, shards: 1, isError: false, isUrgent: false } as const

/** The gateway keeps no books of what it gave: its table of requests in flight does. */
const NOBODY: ParcelOwner = { given: () => undefined, got: () => undefined }

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

  give({ request, endpoint, deadline, payload }: Departure): void {
    const payloadBytes = payload.length
    this.#station.give({ request, endpoint, deadline, payload, payloadBytes, ...FRESH }, NOBODY)
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
