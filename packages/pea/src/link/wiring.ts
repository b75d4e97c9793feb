import type { InputPlan, OutputPlan, PeaSpec } from '@peaflow/core'
import { type EdgeListener, OutputEdge } from '../deal/output-edge.ts'
import { GiverLane } from '../lane/giver.ts'
import type { Pace } from '../lane/pace.ts'
import type { Receipt } from '../lane/receipt.ts'
import { type LaneOwner, Session } from '../lane/session.ts'
import { TakerLane } from '../lane/taker.ts'
import { Turn } from '../lane/turn.ts'
import { newRoutingId } from '../socket/routing-id.ts'
import type { PartRecord } from '../wire/part-record.ts'
import type { Run } from '../wire/run.ts'
import { type Link, takeSame, toInputLink, toOutputLink } from './link.ts'
import { type Lane, LinkSocket } from './link-socket.ts'

/** What a Pea hears from its links. */
export interface WiringListener extends EdgeListener {
  /** The Pea calls a user's executor. */
  readonly calls: boolean
  readonly pace: Pick<Pace, 'isFast' | 'isSlow'>
  /** How many unfinished parts one lane may hold. */
  window(): number
  onPart(edge: number, receipt: Receipt, part: PartRecord): void
  /** Takes parts as one, if it can; otherwise they come one by one. */
  onRun(receipt: Receipt, run: Run): boolean
  /** A peer greeted. */
  onSettled(): void
}

/** Which sockets a Pea shall have. */
export interface Sockets {
  readonly inputs: readonly InputPlan[]
  readonly outputs: readonly OutputPlan[]
}

/** What came of wiring: ports along the inputs and outputs (0: CONNECT), and whether one of them is newly open. */
export interface Wired {
  readonly ports: readonly number[]
  readonly isNew: boolean
}

/** The sockets of a Pea, and the lanes and edges over them: opens, redials and closes until they are as told. */
export class Wiring implements LaneOwner {
  readonly turn: Turn
  readonly pea: string
  readonly incarnation: number
  /** The edges out of the Pea. */
  edges: readonly OutputEdge[] = []
  /** Messages and records that came and were none of this Flow's. */
  dropped = 0
  readonly #flowId: Buffer
  readonly #listener: WiringListener
  readonly #looksAhead: boolean
  /** In the order of the plan's inputs, then outputs; nothing for what cannot be dialled yet. */
  #sockets: (LinkSocket | undefined)[] = []
  #lanes = new Map<string, Lane>()
  readonly #edges = new Map<string, OutputEdge>()
  #plan: Sockets = { inputs: [], outputs: [] }
  #isClosed = false
  #epoch = 0

  constructor(spec: PeaSpec, listener: WiringListener) {
    this.pea = spec.id
    this.incarnation = spec.incarnation
    this.#flowId = Buffer.from(spec.flowId, 'hex')
    this.#listener = listener
    // Only the gateway's source can be asked how much more there is.
    this.#looksAhead = spec.role === 'gateway'
    this.turn = new Turn(() => listener.pace.isSlow)
  }

  /** The edges into the Pea, in order, and the Pods they come from. */
  get sources(): ReadonlyMap<number, string> {
    const inputs = [...this.#plan.inputs].sort((a, b) => a.edge - b.edge)
    return new Map(inputs.map(({ edge, from }) => [edge, from]))
  }

  /** Whether every socket is open and both ends of every lane know each other. */
  get isSettled(): boolean {
    return this.absent.length === 0 && this.#sockets.every((socket) => socket !== undefined)
  }

  /** The peers that have not greeted yet. */
  get absent(): readonly string[] {
    return [...this.#lanes.values()].filter((lane) => !lane.session.isSettled).map((lane) => lane.peer)
  }

  nextEpoch(): number {
    this.#epoch += 1
    return this.#epoch
  }

  /**
   * Makes the sockets so; what is so already is left alone. A CONNECT socket with port 0 waits for the next call.
   *
   * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
   */
  async wire(plan: Sockets): Promise<Wired> {
    const links = [...plan.inputs.map(toInputLink), ...plan.outputs.map(toOutputLink)]
    const free = new Set(this.#sockets)
    const kept = links.map((link) => takeSame(free, link))
    for (const socket of free) socket?.close()
    this.#plan = plan
    this.#sockets = await Promise.all(links.map((link, index) => kept[index] ?? this.#open(link)))
    // The Pea may have ended meanwhile; a socket that stays open would keep its process.
    if (this.#isClosed) this.close()
    this.#wireLanes(links)
    this.#wireEdges(plan.outputs)
    const ports = this.#sockets.map((socket) => socket?.port ?? 0)
    return { ports, isNew: ports.some((port, index) => port > 0 && kept[index] === undefined) }
  }

  /** Tells every giver what credit it has. */
  announce(): void {
    for (const lane of this.#lanes.values()) if (lane instanceof TakerLane) lane.hurry()
  }

  close(): void {
    this.#isClosed = true
    this.turn.finish()
    for (const socket of this.#sockets) socket?.close()
    this.#sockets = []
  }

  async #open(link: Link): Promise<LinkSocket | undefined> {
    if (link.plan.mode === 'CONNECT' && link.plan.port === 0) return undefined
    return await LinkSocket.open(link.plan, {
      flowId: this.#flowId,
      routingId: newRoutingId({ id: this.pea, incarnation: this.incarnation }),
      gives: link.gives,
      edge: link.edge,
      key: link.key,
      onDropped: () => {
        this.dropped += 1
      },
      onSettled: () => this.#listener.onSettled(),
    })
  }

  #wireLanes(links: readonly Link[]): void {
    const before = this.#lanes
    this.#lanes = new Map()
    for (const [index, link] of links.entries()) {
      const lanes = new Map<string, Lane>()
      for (const peer of link.plan.peers) {
        const key = `${link.key} ${peer}`
        const lane = before.get(key) ?? this.#newLane(link, peer)
        this.#lanes.set(key, lane)
        lanes.set(peer, lane)
      }
      this.#sockets[index]?.wire(lanes)
    }
    for (const [key, lane] of before) if (!this.#lanes.has(key) && lane instanceof TakerLane) lane.part()
  }

  #newLane(link: Link, peer: string): Lane {
    const session = new Session(this, link.edge)
    const { turn } = this
    if (link.gives) return new GiverLane(peer, session, { turn, listener: this.#edgeOf(link) })
    const listener = {
      calls: this.#listener.calls,
      pace: this.#listener.pace,
      window: () => this.#listener.window(),
      onPart: (receipt: Receipt, part: PartRecord) => this.#listener.onPart(link.edge, receipt, part),
      onRun: (receipt: Receipt, run: Run) => this.#listener.onRun(receipt, run),
    }
    return new TakerLane(peer, session, { turn, listener })
  }

  #edgeOf({ key, plan }: Link): OutputEdge {
    const edge = this.#edges.get(key) ?? new OutputEdge(plan as OutputPlan, this.#listener, this.#looksAhead)
    this.#edges.set(key, edge)
    return edge
  }

  #wireEdges(outputs: readonly OutputPlan[]): void {
    const wanted = new Map(outputs.map((output) => [toOutputLink(output).key, output]))
    for (const [key, edge] of this.#edges) {
      const lanes = [...this.#lanes].filter(([name]) => name.startsWith(`${key} `)).map(([, lane]) => lane as GiverLane)
      edge.wire(wanted.get(key) ?? edge.plan, lanes)
      if (!wanted.has(key)) this.#edges.delete(key)
    }
    this.edges = [...this.#edges.values()]
  }
}
