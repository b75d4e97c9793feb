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
  readonly identity: string
}

/** A DEALER that dials until it is closed. */
export class Dialler {
  readonly #target: DialTarget
  readonly #events: ConnectionEvents
  #socket: Socket | undefined
  #connection: Connection | undefined
  #pause = FIRST_PAUSE
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(target: DialTarget, events: ConnectionEvents) {
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
    const { identity } = this.#target
    clearTimeout(this.#timer)
    this.#connection = new Connection(
      socket,
      { type: 'DEALER', identity },
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
