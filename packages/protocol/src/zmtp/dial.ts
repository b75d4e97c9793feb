import { connect, type NetConnectOpts, type OnReadOpts, type Socket } from 'node:net'
import { Connection, type ConnectionEvents } from './connection.ts'

/** Milliseconds before it dials again: at first, and at most. */
const FIRST_PAUSE = 50
const LONGEST_PAUSE = 1_000

/** Milliseconds that a machine may take to say whether the port is open: what goes astray is asked anew. */
const CONNECT_LIMIT = 3_000

/** Where a dialler dials, and the name that it is known by there. */
export interface DialTarget {
  /** An address: names are resolved before. */
  readonly address: string
  readonly port: number
  /** The Unix socket that is tried first. */
  readonly path?: string | undefined
  readonly routingId: string
}

/** What hears of a {@link Dialler}. */
export interface DialEvents extends ConnectionEvents {
  /** Somebody listens there, who may be too busy to talk yet. */
  onConnect?(): void
}

/** A DEALER that dials until it is closed. */
export class Dialler {
  readonly #target: DialTarget
  readonly #events: DialEvents
  #socket: Socket | undefined
  #connection: Connection | undefined
  #isConnected = false
  #pause = FIRST_PAUSE
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(target: DialTarget, events: DialEvents) {
    this.#target = target
    this.#events = events
    this.#dial()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    if (this.#isConnected) this.#connection?.close()
    else this.#socket?.destroy()
  }

  #dial(): void {
    const { path } = this.#target
    if (path === undefined) this.#dialPort()
    else this.#try({ path }, () => this.#dialPort())
  }

  #dialPort(): void {
    const { address, port } = this.#target
    this.#try({ host: address, port }, () => this.#dialLater())
  }

  #try(where: NetConnectOpts, otherwise: () => void): void {
    const { routingId } = this.#target
    const open = (onread: OnReadOpts) => this.#open({ ...where, onread })
    const onReady = (connection: Connection) => {
      this.#pause = FIRST_PAUSE
      this.#events.onReady(connection)
    }
    const onClosed = (connection: Connection) => this.#lose(connection, otherwise)
    this.#connection = new Connection(open, { type: 'DEALER', routingId }, { onReady, onClosed })
  }

  #open(options: NetConnectOpts): Socket {
    const socket = connect(options)
    this.#socket = socket
    this.#timer = setTimeout(() => socket.destroy(), CONNECT_LIMIT)
    return socket.on('connect', () => {
      clearTimeout(this.#timer)
      this.#isConnected = true
      this.#events.onConnect?.()
    })
  }

  #lose(connection: Connection, otherwise: () => void): void {
    const wasConnected = this.#isConnected
    this.#isConnected = false
    clearTimeout(this.#timer)
    if (wasConnected) this.#events.onClosed(connection)
    if (this.#isClosed) return
    if (wasConnected) this.#dialLater()
    else otherwise()
  }

  #dialLater(): void {
    this.#timer = setTimeout(() => this.#dial(), this.#pause)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }
}
