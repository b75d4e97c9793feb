import type { SocketPlan } from '@peaflow/core'
import {
  type Greeting,
  openPackSocket,
  type PackConnection,
  type PackSocket,
  RECORD,
  type ReceivedRecord,
} from '@peaflow/protocol'
import { Receiver } from '../link/receiver.ts'
import { Sender } from '../link/sender.ts'

/** One end of a link. */
export type LinkEnd = Sender | Receiver

/** The links of a socket by the id of their peer. */
export type LinkEnds = ReadonlyMap<string, LinkEnd>

/** What one socket of a Pea needs besides its plan. */
export interface LinkSocketOptions {
  readonly flowId: Buffer
  /** The name by which a BIND end knows this socket: at most 255 bytes. */
  readonly routingId: string
  /** Whether its links send, or receive. */
  readonly sends: boolean
  readonly edge: number
  /** The same for all sockets of one edge. */
  readonly key: string
  /** A message or record that does not belong to this Flow arrived, and was dropped. */
  readonly onDropped: () => void
  /** A link has been established. */
  readonly onEstablished: () => void
}

/** The most greetings that are retained of peers which this Pea does not know yet. */
const MAX_EARLY_GREETINGS = 1_024

/** One open socket of a Pea, and the links over it. */
export class LinkSocket {
  readonly plan: SocketPlan
  readonly #options: LinkSocketOptions
  #socket: PackSocket | undefined
  #ends: LinkEnds = new Map()
  /** Of a CONNECT end: its connection. */
  #connection: PackConnection | undefined
  /** The links by the connection of their peer. */
  readonly #routes = new Map<PackConnection, LinkEnd>()
  /** Greetings of peers that this Pea does not know yet. A peer greets once for each connection. */
  readonly #early = new Map<PackConnection, Greeting>()

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
    const socket = new LinkSocket(plan, options)
    await socket.#open()
    return socket
  }

  /** The port that is open; 0 if none is. */
  get port(): number {
    return this.#socket?.port ?? 0
  }

  get key(): string {
    return this.#options.key
  }

  /** Sets the links over the socket. A CONNECT end greets on those that are new. */
  wire(ends: LinkEnds): void {
    const added = [...ends.values()].filter((end) => this.#ends.get(end.peer) !== end)
    for (const [connection, end] of this.#routes) {
      if (ends.get(end.peer) !== end) this.#routes.delete(connection)
    }
    this.#ends = ends
    this.#greet(added)
    for (const [connection, greeting] of this.#early) {
      if (ends.has(greeting.pea) && this.#early.delete(connection)) this.#onGreeting(greeting, connection)
    }
  }

  close(): void {
    for (const end of this.#routes.values()) end.session.disconnect()
    this.#routes.clear()
    this.#socket?.close()
  }

  async #open(): Promise<void> {
    this.#socket = await openPackSocket(this.plan, this.#options, {
      onOpen: (connection) => this.#onOpen(connection),
      onClosed: (connection) => this.#onClosed(connection),
      onRecords: (records, connection) => this.#onRecords(records, connection),
      onDropped: this.#options.onDropped,
    })
  }

  #onOpen(connection: PackConnection): void {
    if (this.plan.mode === 'BIND') return
    this.#connection = connection
    connection.trust() // the plan says which peer is there
    this.#greet([...this.#ends.values()])
  }

  #onClosed(connection: PackConnection): void {
    if (this.#connection === connection) this.#connection = undefined
    this.#routes.delete(connection)
    this.#early.delete(connection)
  }

  #greet(ends: readonly LinkEnd[]): void {
    if (this.#connection === undefined) return
    for (const end of ends) {
      this.#routes.set(this.#connection, end)
      end.onConnected(this.#connection)
    }
  }

  #onRecords(records: readonly ReceivedRecord[], connection: PackConnection): void {
    for (const record of records) if (!this.#onRecord(record, connection)) this.#options.onDropped()
  }

  #onRecord(record: ReceivedRecord, connection: PackConnection): boolean {
    if ('pea' in record) return this.#onGreeting(record, connection)
    const end = this.#routes.get(connection)
    if (end instanceof Sender) return 'limit' in record && end.onAck(record)
    return end instanceof Receiver && 'starts' in record && end.onBatch(record)
  }

  /** Returns `false` for a greeting that is not expected on this socket, or is from an earlier incarnation. */
  #onGreeting(greeting: Greeting, connection: PackConnection): boolean {
    const { sends, edge } = this.#options
    const end = this.#ends.get(greeting.pea)
    const expected = this.plan.mode === 'BIND' ? RECORD.HELLO : RECORD.WELCOME
    if (greeting.type !== expected || greeting.sends === sends || greeting.edge !== edge) return false
    if (end === undefined) return this.#retain(greeting, connection)
    if (greeting.incarnation < end.session.peerIncarnation) return false
    for (const [other, one] of this.#routes) if (one === end) this.#routes.delete(other)
    this.#routes.set(connection, end)
    connection.trust()
    end.onGreeting(greeting, connection)
    this.#options.onEstablished()
    return true
  }

  #retain(greeting: Greeting, connection: PackConnection): boolean {
    if (this.plan.mode === 'CONNECT' || this.#early.size === MAX_EARLY_GREETINGS) return false
    this.#early.set(connection, greeting)
    return true
  }
}
