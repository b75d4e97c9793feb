import type { SocketPlan } from '@peaflow/core'
import {
  type Greeting,
  openPackSocket,
  type PackConnection,
  type PackSocket,
  RECORD,
  type ReceivedRecord,
} from '@peaflow/protocol'
import type { Receiver } from '../link/receiver.ts'
import type { Sender } from '../link/sender.ts'

/** One end of a lane. */
export type LinkEnd = Sender | Receiver

/** The lanes of a socket by the id of their peer. */
export type LinkEnds = ReadonlyMap<string, LinkEnd>

/** What one socket of a Pea needs to know. */
export interface LinkSocketOptions {
  readonly flowId: Buffer
  /** The name by which a BIND end knows this socket: at most 255 bytes. */
  readonly routingId: string
  /** Whether its lanes give, or take. */
  readonly sends: boolean
  readonly edge: number
  /** The same for all sockets of one edge. */
  readonly key: string
  /** Something came that is no word of this Flow's. */
  readonly onDropped: () => void
  /** A peer greeted. */
  readonly onEstablished: () => void
}

/** The most greetings that are kept of peers which this Pea has not been told of. */
const MOST_EARLY = 1_024

/** One open socket of a Pea, and the lanes that run over it. */
export class LinkSocket {
  readonly plan: SocketPlan
  readonly #options: LinkSocketOptions
  #socket: PackSocket | undefined
  #ends: LinkEnds = new Map()
  /** Of a CONNECT end: its connection. */
  #port: PackConnection | undefined
  /** The lanes by the connection that their peer has. */
  readonly #routes = new Map<PackConnection, LinkEnd>()
  /** Greetings of peers that this Pea has not been told of yet: they greet once. */
  readonly #early = new Map<PackConnection, Greeting>()

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
  wire(ends: LinkEnds): void {
    const isNew = (end: LinkEnd) => this.#ends.get(end.peer) !== end
    const fresh = [...ends.values()].filter(isNew)
    for (const [port, end] of this.#routes) if (ends.get(end.peer) !== end) this.#routes.delete(port)
    this.#ends = ends
    this.#dial(fresh)
    for (const [port, greeting] of this.#early) {
      if (ends.has(greeting.pea) && this.#early.delete(port)) this.#onGreeting(greeting, port)
    }
  }

  close(): void {
    for (const end of this.#routes.values()) end.session.unplug()
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
  #onOpen(port: PackConnection): void {
    if (this.plan.mode === 'BIND') return
    this.#port = port
    port.trust() // the plan says who is there
    this.#dial([...this.#ends.values()])
  }

  #onClosed(port: PackConnection): void {
    if (this.#port === port) this.#port = undefined
    this.#routes.delete(port)
    this.#early.delete(port)
  }

  #dial(ends: readonly LinkEnd[]): void {
    if (this.#port === undefined) return
    for (const end of ends) {
      this.#routes.set(this.#port, end)
      end.dial(this.#port)
    }
  }

  #onRecords(records: readonly ReceivedRecord[], port: PackConnection): void {
    for (const record of records) if (!this.#onRecord(record, port)) this.#options.onDropped()
  }

  #onRecord(record: ReceivedRecord, port: PackConnection): boolean {
    if ('pea' in record) return this.#onGreeting(record, port)
    const end = this.#routes.get(port)
    return end !== undefined && onRecord(end, record)
  }

  #onGreeting(greeting: Greeting, port: PackConnection): boolean {
    const { sends, edge } = this.#options
    const end = this.#ends.get(greeting.pea)
    const expected = this.plan.mode === 'BIND' ? RECORD.HELLO : RECORD.WELCOME
    if (greeting.type !== expected || greeting.sends === sends || greeting.edge !== edge) return false
    if (end === undefined) return this.#keepEarly(greeting, port)
    if (greeting.incarnation < end.session.peerIncarnation) return false
    for (const [other, one] of this.#routes) if (one === end) this.#routes.delete(other)
    this.#routes.set(port, end)
    port.trust()
    end.onGreeting(greeting, port)
    this.#options.onEstablished()
    return true
  }

  #keepEarly(greeting: Greeting, port: PackConnection): boolean {
    if (this.plan.mode === 'CONNECT' || this.#early.size === MOST_EARLY) return false
    this.#early.set(port, greeting)
    return true
  }
}

function onRecord(end: LinkEnd, record: Exclude<ReceivedRecord, Greeting>): boolean {
  if ('credit' in end) return 'limit' in record && end.onAck(record)
  return 'starts' in record && end.onBatch(record)
}
