import type { Connection } from './connection.ts'

/** The most unknown peers of a listener that wait at a time. */
const MAX_UNKNOWN_PEERS = 64

/** The most of them at any moment, those included that have just been accepted. */
const MAX_NEW_PEERS = 256

/**
 * Turns of the event loop between the moment when too many peers wait and that when the oldest are closed. In a turn, as many peers
 * may be accepted as the kernel has queued, before anything is read. In eight of them a peer that can prove itself does so.
 */
const TURNS = 8

/** Milliseconds between two ticks, and the ticks that a peer may stay unknown: 2 s. */
const TICK = 250
const MAX_TICKS = 8

const RANKS = { connected: 0, greeted: 1, ready: 2 } as const

/**
 * The connections of a listener whose peers are not known yet. It counts ticks and turns and does not measure time: a process whose
 * event loop was blocked reads what has arrived in the meantime before it gives up on a peer.
 */
export class UnknownPeers {
  /** How many ticks each has seen; the oldest first. */
  readonly #ticks = new Map<Connection, number>()
  #timer: NodeJS.Timeout | undefined
  #isCrowded = false

  /** Adds a new connection. If there are too many, closes the oldest of those that have come least far, a few turns later. */
  add(connection: Connection): void {
    if (this.#ticks.size >= MAX_NEW_PEERS) this.#closeOldest(1)
    this.#ticks.set(connection, 0)
    this.#timer ??= setInterval(() => this.#tick(), TICK)
    if (this.#ticks.size <= MAX_UNKNOWN_PEERS || this.#isCrowded) return
    this.#isCrowded = true
    this.#closeLater(TURNS)
  }

  /** Removes a connection: its peer is known, or gone. */
  readonly delete = (connection: Connection): void => {
    if (!this.#ticks.delete(connection) || this.#ticks.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #closeLater(turns: number): void {
    setImmediate(() => {
      if (turns > 0) {
        this.#closeLater(turns - 1)
        return
      }
      this.#isCrowded = false
      this.#closeOldest(this.#ticks.size - MAX_UNKNOWN_PEERS)
    })
  }

  #closeOldest(count: number): void {
    if (count <= 0) return
    const connections = [...this.#ticks.keys()].sort((a, b) => RANKS[a.progress] - RANKS[b.progress])
    for (const connection of connections.slice(0, count)) connection.refuse('crowded')
  }

  #tick(): void {
    for (const [connection, ticks] of this.#ticks) {
      if (ticks === MAX_TICKS) connection.refuse('timeout')
      else this.#ticks.set(connection, ticks + 1)
    }
  }
}
