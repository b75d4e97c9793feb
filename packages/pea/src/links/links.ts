import type { InputPlan, OutputPlan, PeaSpec } from '@peaflow/core'
import { type Batch, newRoutingId, type ReceivedMessage } from '@peaflow/protocol'
import { type EdgeListener, OutgoingEdge } from '../dispatch/outgoing-edge.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { FlushScheduler } from '../link/flush-scheduler.ts'
import type { Prefetch } from '../link/prefetch.ts'
import { Receiver } from '../link/receiver.ts'
import { Sender } from '../link/sender.ts'
import { Session, type SessionOwner } from '../link/session.ts'
import { type LinkEnd, LinkSocket } from './link-socket.ts'
import { reuseSocket, type SocketSpec, toInputSocket, toOutputSocket } from './socket-spec.ts'

/** What a Pea hears from its links. */
export interface LinksListener extends EdgeListener {
  /** The Pea calls a user's executor. */
  readonly calls: boolean
  readonly prefetch: Pick<Prefetch, 'isFast' | 'isSlow'>
  /** How many unfinished parts one lane may hold. */
  prefetchLimit(): number
  onMessage(edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage): void
  /** Takes parts as one, if it can; otherwise they come one by one. */
  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean
  /** A peer greeted. */
  onEstablished(): void
}

/** Which sockets a Pea shall have. */
export interface Sockets {
  readonly inputs: readonly InputPlan[]
  readonly outputs: readonly OutputPlan[]
}

/** What came of wiring: ports along the inputs and outputs (0: CONNECT), and whether one of them is newly open. */
export interface WireResult {
  readonly ports: readonly number[]
  readonly isNew: boolean
}

/** The sockets of a Pea, and the lanes and edges over them: opens, redials and closes until they are as told. */
export class Links implements SessionOwner {
  readonly scheduler: FlushScheduler
  readonly pea: string
  readonly incarnation: number
  /** The edges out of the Pea. */
  edges: readonly OutgoingEdge[] = []
  /** Messages and records that came and were none of this Flow's. */
  dropped = 0
  readonly #flowId: Buffer
  readonly #listener: LinksListener
  readonly #looksAhead: boolean
  /** In the order of the plan's inputs, then outputs; nothing for what cannot be dialled yet. */
  #sockets: (LinkSocket | undefined)[] = []
  #ends = new Map<string, LinkEnd>()
  readonly #edges = new Map<string, OutgoingEdge>()
  #plan: Sockets = { inputs: [], outputs: [] }
  #isClosed = false
  #epoch = 0

  constructor(spec: PeaSpec, listener: LinksListener) {
    this.pea = spec.id
    this.incarnation = spec.incarnation
    this.#flowId = Buffer.from(spec.flowId, 'hex')
    this.#listener = listener
    // Only the gateway's source can be asked how much more there is.
    this.#looksAhead = spec.role === 'gateway'
    this.scheduler = new FlushScheduler(() => listener.prefetch.isSlow)
  }

  /** The edges into the Pea, in order, and the Pods they come from. */
  get sources(): ReadonlyMap<number, string> {
    const inputs = [...this.#plan.inputs].sort((a, b) => a.edge - b.edge)
    return new Map(inputs.map(({ edge, from }) => [edge, from]))
  }

  /** Whether every socket is open and both ends of every lane know each other. */
  get isEstablished(): boolean {
    return this.absent.length === 0 && this.#sockets.every((socket) => socket !== undefined)
  }

  /** The peers that have not greeted yet. */
  get absent(): readonly string[] {
    return [...this.#ends.values()].filter((end) => !end.session.isEstablished).map((end) => end.peer)
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
  async wire(plan: Sockets): Promise<WireResult> {
    const links = [...plan.inputs.map(toInputSocket), ...plan.outputs.map(toOutputSocket)]
    const free = new Set(this.#sockets)
    const reused = links.map((link) => reuseSocket(free, link))
    for (const socket of free) socket?.close()
    this.#plan = plan
    const opened = await Promise.allSettled(links.map((link, index) => reused[index] ?? this.#open(link)))
    this.#sockets = opened.map((result) => (result.status === 'fulfilled' ? result.value : undefined))
    const failed = opened.find((result) => result.status === 'rejected')
    // The caller closes what did open.
    if (failed !== undefined) throw failed.reason
    // The Pea may have ended meanwhile; a socket that stays open would keep its process.
    if (this.#isClosed) this.close()
    this.#wireLanes(links)
    this.#wireEdges(plan.outputs)
    const ports = this.#sockets.map((socket) => socket?.port ?? 0)
    return { ports, isNew: ports.some((port, index) => port > 0 && reused[index] === undefined) }
  }

  /** Tells every giver what credit it has. */
  announce(): void {
    for (const end of this.#ends.values()) if (end instanceof Receiver) end.scheduleAck()
  }

  close(): void {
    this.#isClosed = true
    this.scheduler.flushAll()
    for (const socket of this.#sockets) socket?.close()
    this.#sockets = []
  }

  async #open(link: SocketSpec): Promise<LinkSocket | undefined> {
    if (link.plan.mode === 'CONNECT' && link.plan.port === 0) return undefined
    return await LinkSocket.open(link.plan, {
      flowId: this.#flowId,
      routingId: newRoutingId({ id: this.pea, incarnation: this.incarnation }),
      sends: link.sends,
      edge: link.edge,
      key: link.key,
      onDropped: () => {
        this.dropped += 1
      },
      onEstablished: () => this.#listener.onEstablished(),
    })
  }

  #wireLanes(links: readonly SocketSpec[]): void {
    const before = this.#ends
    this.#ends = new Map()
    for (const [index, link] of links.entries()) {
      const ends = new Map<string, LinkEnd>()
      for (const peer of link.plan.peers) {
        const key = `${link.key} ${peer}`
        const end = before.get(key) ?? this.#newLane(link, peer)
        this.#ends.set(key, end)
        ends.set(peer, end)
      }
      this.#sockets[index]?.wire(ends)
    }
    for (const [key, end] of before) if (!this.#ends.has(key) && end instanceof Receiver) end.detach()
  }

  #newLane(link: SocketSpec, peer: string): LinkEnd {
    const session = new Session(this, link.edge)
    const { scheduler } = this
    if (link.sends) return new Sender(peer, session, { scheduler, listener: this.#edgeOf(link) })
    const listener = {
      calls: this.#listener.calls,
      prefetch: this.#listener.prefetch,
      prefetchLimit: () => this.#listener.prefetchLimit(),
      onMessage: (acknowledgement: Acknowledgement, message: ReceivedMessage) =>
        this.#listener.onMessage(link.edge, acknowledgement, message),
      onBatch: (acknowledgement: Acknowledgement, batch: Batch) => this.#listener.onBatch(acknowledgement, batch),
    }
    return new Receiver(peer, session, { scheduler, listener })
  }

  #edgeOf({ key, plan }: SocketSpec): OutgoingEdge {
    const edge = this.#edges.get(key) ?? new OutgoingEdge(plan as OutputPlan, this.#listener, this.#looksAhead)
    this.#edges.set(key, edge)
    return edge
  }

  #wireEdges(outputs: readonly OutputPlan[]): void {
    const wanted = new Map(outputs.map((output) => [toOutputSocket(output).key, output]))
    for (const [key, edge] of this.#edges) {
      const ends = [...this.#ends].filter(([name]) => name.startsWith(`${key} `)).map(([, end]) => end as Sender)
      edge.wire(wanted.get(key) ?? edge.plan, ends)
      if (!wanted.has(key)) this.#edges.delete(key)
    }
    this.edges = [...this.#edges.values()]
  }
}
