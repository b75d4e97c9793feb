import type { Connection } from './connection.ts'

/** The most unknown peers of a listener at a time. */
const MAX_UNKNOWN_PEERS = 64

/** Milliseconds between two ticks, and the ticks that a peer may stay unknown: 2 s. */
const TICK = 250
const MAX_TICKS = 8

/**
 * The connections of a listener whose peers are not known yet. It counts ticks and does not measure time: a process whose event
 * loop was blocked reads what has arrived in the meantime before it gives up on a peer.
 */
export class UnknownPeers {
  /** How many ticks each has seen; the oldest first. */
  readonly #ticks = new Map<Connection, number>()
  #timer: NodeJS.Timeout | undefined

  /**
   * Adds a new connection. If there are too many, closes the oldest, however far that has come: those that have completed a
   * handshake would otherwise keep all others out. Node accepts one connection in each turn of its event loop, so each has 64
   * turns to prove itself.
   */
  add(connection: Connection): void {
    const [oldest] = this.#ticks.keys()
    if (this.#ticks.size === MAX_UNKNOWN_PEERS) oldest?.refuse('crowded')
    this.#ticks.set(connection, 0)
    this.#timer ??= setInterval(() => this.#tick(), TICK)
  }

  /** Removes a connection: its peer is known, or gone. */
  readonly delete = (connection: Connection): void => {
    if (!this.#ticks.delete(connection) || this.#ticks.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    for (const [connection, ticks] of this.#ticks) {
      if (ticks === MAX_TICKS) connection.refuse('timeout')
      else this.#ticks.set(connection, ticks + 1)
    }
  }
}
