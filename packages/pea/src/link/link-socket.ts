import type { SocketPlan } from '@peaflow/core'
import type { GiverLane } from '../lane/giver.ts'
import type { TakerLane } from '../lane/taker.ts'
import { bridgeGateway } from '../socket/bridge.ts'
import { openDealer, openRouter } from '../socket/open.ts'
import { openPackSocket, type PackSocket } from '../socket/pack-socket.ts'
import { type Greeting, RECORD, type WireRecord } from '../wire/record.ts'

/** One end of a lane. */
export type Lane = GiverLane | TakerLane

/** The lanes of a socket by the id of their peer. */
export type Lanes = ReadonlyMap<string, Lane>

/** What one socket of a Pea needs to know. */
export interface LinkSocketOptions {
  readonly flowId: Buffer
  /** The name by which a BIND end knows this socket. */
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

/** One open socket of a Pea, and the lanes that run over it. */
export class LinkSocket {
  readonly plan: SocketPlan
  /** The port it is open on; 0 for a CONNECT end. */
  readonly port: number
  readonly #options: LinkSocketOptions
  readonly #packs: PackSocket
  #lanes: Lanes = new Map()
  /** The lanes by the name their peer dialled in with. */
  readonly #routes = new Map<string, Lane>()

  get key(): string {
    return this.#options.key
  }

  private constructor(plan: SocketPlan, opened: Opened, options: LinkSocketOptions) {
    this.plan = plan
    this.port = opened.port
    this.#options = options
    const dials = plan.mode === 'CONNECT'
    this.#packs = openPackSocket(opened.socket, options.flowId, {
      onRecords: (records, from) => this.#onRecords(records, from),
      onDropped: options.onDropped,
      onReconnect: dials ? () => this.#dial([...this.#lanes.values()]) : undefined,
    })
  }

  /**
   * Opens the socket of a plan.
   *
   * @throws FlowError `ADDRESS_…` if its port cannot be opened, or its host does not resolve.
   */
  static async open(plan: SocketPlan, options: LinkSocketOptions): Promise<LinkSocket> {
    const { host, port } = plan
    if (plan.mode === 'CONNECT') {
      const socket = await openDealer({ host, port, routingId: options.routingId })
      return new LinkSocket(plan, { socket, port: 0 }, options)
    }
    const alsoOn = plan.bridge ? bridgeGateway() : undefined
    return new LinkSocket(plan, await openRouter({ host, port, alsoOn }), options)
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
    for (const [name, lane] of this.#routes) if (lanes.get(lane.peer) !== lane) this.#routes.delete(name)
    this.#lanes = lanes
    if (this.plan.mode === 'CONNECT') this.#dial(fresh)
  }

  close(): void {
    for (const lane of this.#routes.values()) lane.session.unplug()
    this.#routes.clear()
    this.#packs.close()
  }

  #dial(lanes: readonly Lane[]): void {
    for (const lane of lanes) {
      this.#routes.set('', lane)
      lane.dial(this.#packs.port(''))
    }
  }

  #onRecords(records: readonly WireRecord[], from: string): void {
    for (const record of records) if (!this.#hear(record, from)) this.#options.onDropped()
  }

  #hear(record: WireRecord, from: string): boolean {
    if ('pea' in record) return this.#meet(record, from)
    const lane = this.#routes.get(from)
    return lane !== undefined && hear(lane, record)
  }

  #meet(greeting: Greeting, from: string): boolean {
    const { gives, edge } = this.#options
    const lane = this.#lanes.get(greeting.pea)
    const expected = this.plan.mode === 'BIND' ? RECORD.HELLO : RECORD.WELCOME
    if (lane === undefined || greeting.gives === gives || greeting.edge !== edge) return false
    if (greeting.type !== expected || greeting.incarnation < lane.session.peerIncarnation) return false
    for (const [name, other] of this.#routes) if (other === lane) this.#routes.delete(name)
    this.#routes.set(from, lane)
    lane.meet(greeting, this.#packs.port(from))
    this.#options.onSettled()
    return true
  }
}

type Opened =
  | { readonly socket: Awaited<ReturnType<typeof openDealer>>; readonly port: 0 }
  | Awaited<ReturnType<typeof openRouter>>

function hear(lane: Lane, record: Exclude<WireRecord, Greeting>): boolean {
  if ('give' in lane) return record.type === RECORD.ACK && lane.hear(record)
  return record.type !== RECORD.ACK && lane.hear(record)
}
