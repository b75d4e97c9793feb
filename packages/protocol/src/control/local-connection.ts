import { LOOPBACK } from '../socket/address.ts'
import type { Connection } from '../zmtp/connection.ts'
import { Dialler } from '../zmtp/dial.ts'
import type { ControlConnection, ControlConnectionEvents, ControlTarget } from './connection.ts'

/** The most frames that are queued while there is no connection. */
const MAX_QUEUED_FRAMES = 1_024

/** Milliseconds that queued frames wait for a connection once it is to close. */
const LINGER = 1_000

/** A control connection within this machine. */
export class LocalConnection implements ControlConnection {
  readonly #dialler: Dialler
  readonly #events: ControlConnectionEvents
  #connection: Connection | undefined
  readonly #queue: Buffer[] = []
  #isClosed = false
  #wasReady = false
  #onGone: () => void = () => undefined

  /** Without encryption: the connection never leaves this machine. */
  constructor({ port, path, routingId }: ControlTarget, events: ControlConnectionEvents) {
    this.#events = events
    this.#dialler = new Dialler(path === undefined ? { address: LOOPBACK, port, routingId } : { path, routingId }, {
      onConnect: () => events.onConnect(),
      onReady: (connection) => this.#onReady(connection),
      onClosed: () => this.#onClosed(),
    })
  }

  send(frame: Buffer): void {
    if (this.#connection !== undefined) this.#connection.send([frame])
    else if (!this.#isClosed && this.#queue.length < MAX_QUEUED_FRAMES) this.#queue.push(frame)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const gone = new Promise<void>((resolve) => {
      this.#onGone = resolve
    })
    const timeout = setTimeout(this.#onGone, LINGER)
    if (this.#connection !== undefined) this.#dialler.close()
    else if (this.#queue.length === 0) this.#onGone()
    await gone
    clearTimeout(timeout)
    this.#dialler.close()
  }

  #onReady(connection: Connection): void {
    this.#connection = connection
    connection.trust()
    connection.onMessage = ([frame]) => frame !== undefined && this.#events.onFrame(frame)
    if (this.#wasReady) this.#events.onReconnect?.()
    this.#wasReady = true
    for (const frame of this.#queue.splice(0)) connection.send([frame])
    if (this.#isClosed) this.#dialler.close()
  }

  #onClosed(): void {
    this.#connection = undefined
    if (!this.#isClosed) this.#events.onDisconnect()
    else if (this.#queue.length === 0) this.#onGone()
  }
}
