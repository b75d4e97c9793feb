import { LOOPBACK } from '../socket/address.ts'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'
import type { Connection } from '../zmtp/connection.ts'
import { Dialler } from '../zmtp/dial.ts'
import type { ControlConnection, ControlConnectionEvents, ControlTarget } from './connection.ts'

/** The most frames that wait for a connection. */
const MOST_WAITING = 1_024

/** Milliseconds that last words wait for a connection. */
const LINGER = 1_000

/** A control channel within this machine. */
export class LocalConnection implements ControlConnection {
  readonly #dialler: Dialler
  readonly #events: ControlConnectionEvents
  #connection: Connection | undefined
  readonly #waiting: Buffer[] = []
  #isClosed = false
  #onGone: () => void = () => undefined

  constructor({ port, routingId }: ControlTarget, events: ControlConnectionEvents) {
    this.#events = events
    this.#dialler = new Dialler(
      { address: LOOPBACK, port, routingId },
      {
        onConnect: () => events.onConnect(),
        onReady: (connection) => this.#open(connection),
        onClosed: () => this.#lose(),
      },
    )
  }

  send(frame: Buffer): void {
    if (this.#connection !== undefined) this.#connection.send([frame])
    else if (!this.#isClosed && this.#waiting.length < MOST_WAITING) this.#waiting.push(frame)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const gone = new Promise<void>((resolve) => {
      this.#onGone = resolve
    })
    const limit = setTimeout(this.#onGone, LINGER)
    if (this.#connection !== undefined) this.#dialler.close()
    else if (this.#waiting.length === 0) this.#onGone()
    await gone
    clearTimeout(limit)
    this.#dialler.close()
  }

  #open(connection: Connection): void {
    this.#connection = connection
    connection.trust(MAX_FRAME_BYTES)
    connection.onMessage = ([frame]) => frame !== undefined && this.#events.onFrame(frame)
    for (const frame of this.#waiting.splice(0)) connection.send([frame])
    if (this.#isClosed) this.#dialler.close()
  }

  #lose(): void {
    this.#connection = undefined
    if (!this.#isClosed) this.#events.onDisconnect()
    else if (this.#waiting.length === 0) this.#onGone()
  }
}
