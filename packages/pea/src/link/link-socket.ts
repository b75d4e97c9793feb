import type { SocketPlan } from '@peaflow/core'
import type { GiverLane } from '../lane/giver.ts'
import type { TakerLane } from '../lane/taker.ts'
import { bridgeGateway } from '../socket/bridge.ts'
import { openDealer, openRouter, type PeaSocket } from '../socket/open.ts'
import { type Arrived, openPackSocket, type PackSocket } from '../socket/pack-socket.ts'
import { type Greeting, RECORD } from '../wire/record.ts'

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
  /** Whether the Pea has a heap that is worth sparing. */
  readonly litters: boolean
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
  /** The port it is open on; 0 for a CONNECT end. */
  port = 0
  readonly #options: LinkSocketOptions
  #packs: PackSocket | undefined
  #lanes: Lanes = new Map()
  #connections = 0
  /** The lanes by the name their peer dialled in with. */
  readonly #routes = new Map<string, Lane>()
  /** Greetings of peers that this Pea has not been told of yet, by the name they dialled in with: they greet once. */
  readonly #early = new Map<string, Greeting>()

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
    if (plan.mode === 'BIND') await link.#bind()
    else await link.#connect()
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
    for (const [name, lane] of this.#routes) if (lanes.get(lane.peer) !== lane) this.#routes.delete(name)
    this.#lanes = lanes
    if (this.plan.mode === 'CONNECT') this.#dial(fresh)
    for (const [from, greeting] of this.#early) {
      if (lanes.has(greeting.pea) && this.#early.delete(from)) this.#meet(greeting, from)
    }
  }

  close(): void {
    for (const lane of this.#routes.values()) lane.session.unplug()
    this.#routes.clear()
    this.#packs?.close()
  }

  async #bind(): Promise<void> {
    const { host, port, bridge } = this.plan
    const opened = await openRouter({ host, port, alsoOn: bridge ? bridgeGateway() : undefined })
    this.port = opened.port
    this.#packs = this.#read(opened.socket)
  }

  async #connect(): Promise<void> {
    const { host, port } = this.plan
    const { routingId } = this.#options
    this.#packs = this.#read(await openDealer({ host, port, routingId, onConnect: () => this.#onConnect() }))
  }

  #read(socket: PeaSocket): PackSocket {
    const { flowId, onDropped, litters } = this.#options
    const onRecords = (records: readonly Arrived[], from: string) => this.#onRecords(records, from)
    return openPackSocket(socket, flowId, { onRecords, onDropped, litters })
  }

  /** The first greeting waits in the socket for the first connection; each further connection needs one of its own. */
  #onConnect(): void {
    this.#connections += 1
    if (this.#connections > 1) this.#dial([...this.#lanes.values()])
  }

  #dial(lanes: readonly Lane[]): void {
    for (const lane of lanes) {
      this.#routes.set('', lane)
      if (this.#packs !== undefined) lane.dial(this.#packs.port(''))
    }
  }

  #onRecords(records: readonly Arrived[], from: string): void {
    for (const record of records) if (!this.#hear(record, from)) this.#options.onDropped()
  }

  #hear(record: Arrived, from: string): boolean {
    if ('pea' in record) return this.#meet(record, from)
    const lane = this.#routes.get(from)
    return lane !== undefined && hear(lane, record)
  }

  #meet(greeting: Greeting, from: string): boolean {
    const { gives, edge } = this.#options
    const lane = this.#lanes.get(greeting.pea)
    const expected = this.plan.mode === 'BIND' ? RECORD.HELLO : RECORD.WELCOME
    if (greeting.type !== expected || greeting.gives === gives || greeting.edge !== edge) return false
    if (lane === undefined) return this.#keepEarly(greeting, from)
    if (this.#packs === undefined || greeting.incarnation < lane.session.peerIncarnation) return false
    for (const [name, other] of this.#routes) if (other === lane) this.#routes.delete(name)
    this.#routes.set(from, lane)
    lane.meet(greeting, this.#packs.port(from))
    this.#options.onSettled()
    return true
  }

  #keepEarly(greeting: Greeting, from: string): boolean {
    if (this.plan.mode === 'CONNECT' || this.#early.size === MOST_EARLY) return false
    this.#early.set(from, greeting)
    return true
  }
}

function hear(lane: Lane, record: Exclude<Arrived, Greeting>): boolean {
  if ('give' in lane) return 'limit' in record && lane.hear(record)
  return 'starts' in record && lane.hear(record)
}
