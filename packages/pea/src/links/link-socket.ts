import {
  type Greeting,
  openPackSocket,
  type PackConnection,
  type PackSocket,
  type PackSocketOptions,
  type ReceivedRecord,
} from '@peaflow/protocol'
import { Receiver } from '../link/receiver.ts'
import { Sender } from '../link/sender.ts'
import { Credentials, type WiredSocket } from './credentials.ts'
import type { Drop } from './drops.ts'
import { type LinkEnd, refuseGreeting, refuseRecord } from './refusal.ts'

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
  /** The keys of its port, or of the one that it dials; `undefined` if what is sent there is not encrypted. */
  readonly curve?: PackSocketOptions['curve']
  /** The same for all sockets of one edge. */
  readonly key: string
  /** A message or record that breaks the protocol arrived, and was dropped. */
  readonly onDropped: Drop
  /** A link has been established. */
  readonly onEstablished: () => void
}

/** The most greetings that are retained of peers which this Pea does not know yet. Their connections wait 2 s at most. */
const MAX_EARLY_GREETINGS = 64

/** One open socket of a Pea, and the links over it. */
export class LinkSocket {
  readonly plan: WiredSocket
  readonly #options: LinkSocketOptions
  #socket: PackSocket | undefined
  #ends: LinkEnds = new Map()
  /** Of a CONNECT end: its connection. */
  #connection: PackConnection | undefined
  readonly #credentials = new Credentials()
  /** The Peas that have proved who they are, by their connections. */
  readonly #proved = new Map<PackConnection, string>()
  /** The links by the connection of their peer. */
  readonly #routes = new Map<PackConnection, LinkEnd>()
  /** Greetings of peers that this Pea does not know yet. A peer greets once for each connection. */
  readonly #early = new Map<PackConnection, Greeting>()

  private constructor(plan: WiredSocket, options: LinkSocketOptions) {
    this.plan = plan
    this.#options = options
  }

  /**
   * Opens the socket of a plan.
   *
   * @throws FlowError `ADDRESS_…` if its port cannot be opened, or its host does not resolve.
   */
  static async open(plan: WiredSocket, options: LinkSocketOptions): Promise<LinkSocket> {
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

  /** Sets the links over the socket, and what they are proved with. A CONNECT end greets on those that are new. */
  wire(ends: LinkEnds, plan: WiredSocket): void {
    const added = [...ends.values()].filter((end) => this.#ends.get(end.peer) !== end)
    for (const [connection, end] of this.#routes) {
      if (ends.get(end.peer) !== end) this.#routes.delete(connection)
    }
    this.#ends = ends
    this.#credentials.update(plan)
    this.#greet(added)
    for (const [connection, greeting] of this.#early) {
      if (this.#credentials.knows(greeting.pea) && this.#early.delete(connection)) this.#onRecord(greeting, connection)
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
      onDropped: (reason, connection) => this.#refuse(reason, connection),
    })
  }

  #onOpen(connection: PackConnection): void {
    if (this.plan.mode === 'BIND') return
    this.#connection = connection
    this.#greet([...this.#ends.values()])
  }

  #onClosed(connection: PackConnection): void {
    if (this.#connection === connection) this.#connection = undefined
    this.#routes.delete(connection)
    this.#proved.delete(connection)
    this.#early.delete(connection)
  }

  #greet(ends: readonly LinkEnd[]): void {
    if (this.#connection === undefined) return
    for (const end of ends) {
      this.#routes.set(this.#connection, end)
      end.session.proof = this.#credentials.hello
      end.onConnected(this.#connection)
    }
  }

  #onRecords(records: readonly ReceivedRecord[], connection: PackConnection): void {
    for (const record of records) this.#onRecord(record, connection)
  }

  #onRecord(record: ReceivedRecord, connection: PackConnection): void {
    if ('pea' in record) this.#onGreeting(record, connection)
    else if (!isTaken(record, this.#routes.get(connection))) this.#onUnexpected(record, connection)
  }

  /** A peer that proves who it is takes its link over from its earlier connection. One that cannot has no right to this one. */
  #onGreeting(greeting: Greeting, connection: PackConnection): void {
    const end = this.#ends.get(greeting.pea)
    const credentials = this.#credentials
    const isBound = this.plan.mode === 'BIND'
    const refusal = refuseGreeting(greeting, {
      ...this.#options,
      credentials,
      isBound,
      peer: this.#proved.get(connection),
      peerIncarnation: end?.session.peerIncarnation,
    })
    if (refusal !== undefined) this.#refuse(refusal.reason, connection, refusal.peer)
    else if (end === undefined || (isBound && !credentials.knows(greeting.pea))) this.#retain(greeting, connection)
    else this.#establish(end, greeting, connection)
  }

  #establish(end: LinkEnd, greeting: Greeting, connection: PackConnection): void {
    for (const [other, one] of this.#routes) if (one === end) this.#routes.delete(other)
    this.#routes.set(connection, end)
    this.#proved.set(connection, greeting.pea)
    connection.trust()
    if (this.plan.mode === 'BIND') end.session.proof = this.#credentials.welcome(greeting)
    end.onGreeting(greeting, connection)
    this.#options.onEstablished()
  }

  /** Keeps the HELLO of a Pea that a `wire` may name yet. */
  #retain(greeting: Greeting, connection: PackConnection): void {
    if (this.plan.mode === 'CONNECT') this.#refuse('Welcome: from a Pea that was not dialled', connection)
    else if (this.#early.size < MAX_EARLY_GREETINGS) this.#early.set(connection, greeting)
    else connection.close() // it dials again
  }

  /** Drops what a peer sent. A connection that belongs to no Pea is closed. */
  #refuse(reason: string, connection: PackConnection, peer = this.#proved.get(connection)): void {
    this.#options.onDropped(reason, peer)
    if (!this.#proved.has(connection)) connection.close()
  }

  /** Records of an earlier session, and messages that a broken connection repeats or leaves out, break no rule. */
  #onUnexpected(record: Exclude<ReceivedRecord, Greeting>, connection: PackConnection): void {
    const reason = refuseRecord(record, this.#routes.get(connection))
    if (reason !== undefined || !this.#proved.has(connection)) this.#refuse(reason ?? 'it has not greeted', connection)
  }
}

function isTaken(record: Exclude<ReceivedRecord, Greeting>, end: LinkEnd | undefined): boolean {
  if (end instanceof Sender) return 'limit' in record && end.onAck(record)
  return end instanceof Receiver && 'starts' in record && end.onBatch(record)
}
