import type { OutputPlan, PeaSpec } from '@peaflow/core'
import { newRoutingId, type WiredInput, type WiredOutput } from '@peaflow/protocol'
import type { EdgeListener } from '../dispatch/edge.ts'
import { OutgoingEdge } from '../dispatch/outgoing-edge.ts'
import { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import { countEpochs } from '../link/epochs.ts'
import type { FlushScheduler } from '../link/flush-scheduler.ts'
import { Receiver, type ReceiverListener } from '../link/receiver.ts'
import { Sender } from '../link/sender.ts'
import { Session, type SessionOwner } from '../link/session.ts'
import type { Counters } from '../statistics/counters.ts'
import { allOpen } from './all-open.ts'
import { type DropReport, Drops } from './drops.ts'
import { LinkSocket } from './link-socket.ts'
import { PortKeys } from './port-keys.ts'
import type { LinkEnd } from './refusal.ts'
import { reuseSocket, type SocketSpec, toInputSocket, toOutputSocket } from './socket-spec.ts'

/** What links connect: the Pea's receiving side, and its sending side. */
export interface LinksOptions {
  readonly scheduler: FlushScheduler
  readonly incoming: ReceiverListener
  readonly outgoing: EdgeListener
  readonly counters: Pick<Counters, 'received' | 'sent'>
  /** Whether a request has its answer already, so that nothing of it need be redelivered. */
  readonly isAnswered: (request: number) => boolean
  /** Messages were dropped because they break the protocol. */
  readonly onDropped: (report: DropReport) => void
}

/** The sockets that a Pea is to have. */
export interface Sockets {
  readonly inputs: readonly WiredInput[]
  readonly outputs: readonly WiredOutput[]
}

/** The result of wiring. */
export interface WireResult {
  /** The open ports, in the order of the inputs and then of the outputs; 0 for a socket without one. */
  readonly ports: readonly number[]
  /** Whether a BIND socket has just been opened. */
  readonly isNew: boolean
}

/** The sockets of a Pea, and the links and edges over them: opens, dials and closes until they are as planned. */
export class Links implements SessionOwner {
  readonly pea: string
  readonly incarnation: number
  /** The edges out of the Pea. */
  readonly edges = new OutgoingEdges()
  readonly #drops: Drops
  readonly #portKeys: PortKeys
  readonly #flowId: Buffer
  readonly #options: LinksOptions
  readonly #looksAhead: boolean
  /** In the order of the plan's inputs and then of its outputs; `undefined` for what cannot be dialled yet. */
  #sockets: (LinkSocket | undefined)[] = []
  #senders: ReadonlyMap<string, Sender> = new Map()
  #receivers: ReadonlyMap<string, Receiver> = new Map()
  /** The edges out of the Pea, by their key. */
  readonly #edges = new Map<string, OutgoingEdge>()
  #plan: Sockets = { inputs: [], outputs: [] }
  #isClosed = false
  readonly nextEpoch = countEpochs(Math.random())

  constructor(spec: PeaSpec, options: LinksOptions) {
    this.pea = spec.id
    this.incarnation = spec.incarnation
    this.#flowId = Buffer.from(spec.flowId, 'hex')
    this.#options = options
    this.#drops = new Drops(options.onDropped)
    this.#portKeys = new PortKeys(spec)
    // Only the gateway has a source that can be asked for more.
    this.#looksAhead = spec.role === 'gateway'
  }

  /** The edges into the Pea, in order, with the Pods that they come from. */
  get sources(): ReadonlyMap<number, string> {
    const inputs = [...this.#plan.inputs].sort((a, b) => a.edge - b.edge)
    return new Map(inputs.map(({ edge, from }) => [edge, from]))
  }

  /** How many messages and records were dropped because they break the protocol. */
  get dropped(): number {
    return this.#drops.count
  }

  /** The public key of its ports, as hexadecimal digits; `undefined` if it has opened none, or they are not encrypted. */
  get publicKey(): string | undefined {
    return this.#portKeys.publicKey
  }

  /** The peers that have not greeted yet. */
  get absent(): readonly string[] {
    const ends = [...this.#receivers.values(), ...this.#senders.values()]
    return ends.filter((end) => !end.session.isEstablished).map((end) => end.peer)
  }

  /** Whether messages of one request may arrive on several links. */
  get hasSeveralSources(): boolean {
    return this.#receivers.size > 1
  }

  /**
   * Opens and closes sockets until they are as planned, and retains those that are. A CONNECT socket with neither port nor path
   * waits for the next call.
   *
   * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
   */
  async wire(plan: Sockets): Promise<WireResult> {
    const specs = [...plan.inputs.map(toInputSocket), ...plan.outputs.map(toOutputSocket)]
    const free = new Set(this.#sockets)
    const reused = specs.map((spec) => reuseSocket(free, spec))
    for (const socket of free) socket?.close()
    this.#plan = plan
    this.#sockets = await allOpen(specs.map(async (spec, index) => reused[index] ?? (await this.#open(spec))))
    // The Pea may have ended meanwhile, and a socket that stays open would keep its process running.
    if (this.#isClosed) this.close()
    this.#wireEnds(specs)
    this.#wireEdges(plan.outputs)
    const ports = this.#sockets.map((socket) => socket?.port ?? 0)
    const isNew = specs.some(({ plan }, index) => plan.mode === 'BIND' && reused[index] === undefined)
    return { ports, isNew }
  }

  /** Grants every peer the credit that the prefetch allows now. */
  grantCredit(): void {
    for (const receiver of this.#receivers.values()) receiver.scheduleAck()
  }

  close(): void {
    this.#isClosed = true
    for (const socket of this.#sockets) socket?.close()
    this.#sockets = []
  }

  async #open({ plan, sends, edge, key }: SocketSpec): Promise<LinkSocket | undefined> {
    if (plan.mode === 'CONNECT' && plan.port === 0 && plan.path === undefined) return undefined
    return await LinkSocket.open(plan, {
      flowId: this.#flowId,
      routingId: newRoutingId({ id: this.pea, incarnation: this.incarnation }),
      sends,
      edge,
      key,
      curve: this.#portKeys.of(plan),
      onDropped: this.#drops.add,
      onEstablished: () => this.#options.outgoing.onProgress(),
    })
  }

  #wireEnds(specs: readonly SocketSpec[]): void {
    const senders = new Map<string, Sender>()
    const receivers = new Map<string, Receiver>()
    for (const [index, spec] of specs.entries()) {
      const ends = new Map<string, LinkEnd>()
      for (const peer of spec.plan.peers) {
        const key = `${spec.key} ${peer}`
        if (spec.sends) senders.set(key, this.#senders.get(key) ?? this.#openSender(spec, peer))
        else receivers.set(key, this.#receivers.get(key) ?? this.#openReceiver(spec, peer))
        const end = senders.get(key) ?? receivers.get(key)
        if (end !== undefined) ends.set(peer, end)
      }
      this.#sockets[index]?.wire(ends, spec.plan)
    }
    for (const [key, receiver] of this.#receivers) if (!receivers.has(key)) receiver.detach()
    this.#senders = senders
    this.#receivers = receivers
  }

  #openReceiver({ edge }: SocketSpec, peer: string): Receiver {
    const { scheduler, counters, incoming } = this.#options
    return new Receiver(peer, new Session(this, edge), { scheduler, counters, listener: incoming })
  }

  #openSender({ edge, key, plan }: SocketSpec & { readonly sends: true }, peer: string): Sender {
    const { scheduler, counters } = this.#options
    return new Sender(peer, new Session(this, edge), { scheduler, counters, listener: this.#edgeOf(key, plan) })
  }

  #edgeOf(key: string, plan: OutputPlan): OutgoingEdge {
    const { outgoing, isAnswered } = this.#options
    const edge = this.#edges.get(key) ?? new OutgoingEdge(plan, outgoing, { looksAhead: this.#looksAhead, isAnswered })
    this.#edges.set(key, edge)
    return edge
  }

  #wireEdges(outputs: readonly OutputPlan[]): void {
    const wanted = new Map(outputs.map((output) => [toOutputSocket(output).key, output]))
    // Also one without peers: what is for a Pod that no replica has joined yet waits.
    for (const [key, output] of wanted) this.#edgeOf(key, output)
    for (const [key, edge] of this.#edges) {
      const senders = [...this.#senders].filter(([name]) => name.startsWith(`${key} `)).map(([, sender]) => sender)
      edge.wire(wanted.get(key) ?? edge.plan, senders)
      if (!wanted.has(key)) this.#edges.delete(key)
    }
    this.edges.wire([...this.#edges.values()])
  }
}
