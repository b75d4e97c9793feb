import { connect, type Socket } from 'node:net'
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
    if (this.#connection === undefined) this.#socket?.destroy()
    else this.#connection.close()
  }

  #dial(): void {
    const { address, port } = this.#target
    const socket = connect({ host: address, port })
    this.#socket = socket
    this.#timer = setTimeout(() => socket.destroy(), CONNECT_LIMIT)
    socket
      .on('error', () => undefined) // 'close' follows
      .on('connect', () => this.#begin(socket))
      .on('close', () => this.#dialLater())
  }

  #begin(socket: Socket): void {
    const { routingId } = this.#target
    clearTimeout(this.#timer)
    this.#events.onConnect?.()
    this.#connection = new Connection(
      socket,
      { type: 'DEALER', routingId },
      {
        onReady: (connection) => {
          this.#pause = FIRST_PAUSE
          this.#events.onReady(connection)
        },
        onClosed: (connection) => this.#events.onClosed(connection),
      },
    )
  }

  #dialLater(): void {
    clearTimeout(this.#timer)
    this.#connection = undefined
    if (this.#isClosed) return
    this.#timer = setTimeout(() => this.#dial(), this.#pause)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
  }
}
