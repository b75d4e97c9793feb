import type { SocketPlan } from '@peaflow/core'
import type { GiverLane } from '../lane/giver.ts'
import type { TakerLane } from '../lane/taker.ts'
import type { Arrived, PackPort } from '../socket/pack-port.ts'
import { openPackSocket, type PackSocket } from '../socket/pack-socket.ts'
import { type Greeting, RECORD } from '../wire/record.ts'

/** One end of a lane. */
export type Lane = GiverLane | TakerLane

/** The lanes of a socket by the id of their peer. */
export type Lanes = ReadonlyMap<string, Lane>

/** What one socket of a Pea needs to know. */
export interface LinkSocketOptions {
  readonly flowId: Buffer
  /** The name by which a BIND end knows this socket: at most 255 bytes. */
  readonly routingId: string
  /** Whether its lanes give, or take. */
  readonly gives: boolean
  readonly edge: number
  /** The same for all sockets of one edge. */
  readonly key: string
  /** Something came that is no word of this Flow's. */
  readonly onDropped: () => void
  /** A peer greeted. */
  readonly onSettled: () => void
}

/** The most greetings that are kept of peers which this Pea has not been told of. */
const MOST_EARLY = 1_024

/** One open socket of a Pea, and the lanes that run over it. */
export class LinkSocket {
  readonly plan: SocketPlan
  readonly #options: LinkSocketOptions
  #socket: PackSocket | undefined
  #lanes: Lanes = new Map()
  /** Of a CONNECT end: its connection. */
  #port: PackPort | undefined
  /** The lanes by the connection that their peer has. */
  readonly #routes = new Map<PackPort, Lane>()
  /** Greetings of peers that this Pea has not been told of yet: they greet once. */
  readonly #early = new Map<PackPort, Greeting>()

  /** The port it is open on; 0 for a CONNECT end. */
  get port(): number {
    return this.#socket?.port ?? 0
  }

  get key(): string {
    return this.#options.key
  }

  private constructor(plan: SocketPlan, options: LinkSocketOptions) {
    this.plan = plan
    this.#options = options
  }

  /**
   * Opens the socket of a plan.
   *
   * @throws FlowError `ADDRESS_…` if its port cannot be opened, or its host does not resolve.
   */
  static async open(plan: SocketPlan, options: LinkSocketOptions): Promise<LinkSocket> {
    const link = new LinkSocket(plan, options)
    await link.#open()
    return link
  }

  /** Whether this socket is what a plan asks for. */
  serves(plan: SocketPlan): boolean {
    const own = this.plan
    if (plan.mode !== own.mode || plan.host !== own.host || plan.bridge !== own.bridge) return false
    if (plan.mode === 'CONNECT') return plan.port === own.port && plan.peers.join() === own.peers.join()
    return plan.port === 0 || plan.port === this.port || plan.port === own.port
  }

  /** Sets the lanes that run over it; a CONNECT end greets by those that are new. */
  wire(lanes: Lanes): void {
    const isNew = (lane: Lane) => this.#lanes.get(lane.peer) !== lane
    const fresh = [...lanes.values()].filter(isNew)
    for (const [port, lane] of this.#routes) if (lanes.get(lane.peer) !== lane) this.#routes.delete(port)
    this.#lanes = lanes
    this.#dial(fresh)
    for (const [port, greeting] of this.#early) {
      if (lanes.has(greeting.pea) && this.#early.delete(port)) this.#meet(greeting, port)
    }
  }

  close(): void {
    for (const lane of this.#routes.values()) lane.session.unplug()
    this.#routes.clear()
    this.#socket?.close()
  }

  async #open(): Promise<void> {
    this.#socket = await openPackSocket(this.plan, this.#options, {
      onOpen: (port) => this.#onOpen(port),
      onClosed: (port) => this.#onClosed(port),
      onRecords: (records, port) => this.#onRecords(records, port),
      onDropped: this.#options.onDropped,
    })
  }

  /** A CONNECT end greets by each connection that it gets. */
  #onOpen(port: PackPort): void {
    if (this.plan.mode === 'BIND') return
    this.#port = port
    port.trust() // the plan says who is there
    this.#dial([...this.#lanes.values()])
  }

  #onClosed(port: PackPort): void {
    if (this.#port === port) this.#port = undefined
    this.#routes.delete(port)
    this.#early.delete(port)
  }

  #dial(lanes: readonly Lane[]): void {
    if (this.#port === undefined) return
    for (const lane of lanes) {
      this.#routes.set(this.#port, lane)
      lane.dial(this.#port)
    }
  }

  #onRecords(records: readonly Arrived[], port: PackPort): void {
    for (const record of records) if (!this.#hear(record, port)) this.#options.onDropped()
  }

  #hear(record: Arrived, port: PackPort): boolean {
    if ('pea' in record) return this.#meet(record, port)
    const lane = this.#routes.get(port)
    return lane !== undefined && hear(lane, record)
  }

  #meet(greeting: Greeting, port: PackPort): boolean {
    const { gives, edge } = this.#options
    const lane = this.#lanes.get(greeting.pea)
    const expected = this.plan.mode === 'BIND' ? RECORD.HELLO : RECORD.WELCOME
    if (greeting.type !== expected || greeting.gives === gives || greeting.edge !== edge) return false
    if (lane === undefined) return this.#keepEarly(greeting, port)
    if (greeting.incarnation < lane.session.peerIncarnation) return false
    for (const [other, one] of this.#routes) if (one === lane) this.#routes.delete(other)
    this.#routes.set(port, lane)
    port.trust()
    lane.meet(greeting, port)
    this.#options.onSettled()
    return true
  }

  #keepEarly(greeting: Greeting, port: PackPort): boolean {
    if (this.plan.mode === 'CONNECT' || this.#early.size === MOST_EARLY) return false
    this.#early.set(port, greeting)
    return true
  }
}

function hear(lane: Lane, record: Exclude<Arrived, Greeting>): boolean {
  if ('give' in lane) return 'limit' in record && lane.hear(record)
  return 'starts' in record && lane.hear(record)
}
