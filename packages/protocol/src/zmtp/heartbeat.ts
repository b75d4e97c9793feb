/** Milliseconds between two beats. */
const HEARTBEAT_INTERVAL = 2_000

/** The most beats in a row without data from the peer. After one more, the peer is lost. */
const MAX_MISSED_BEATS = 4

/** What a heartbeat asks its connection to do. */
export interface HeartbeatEvents {
  /** The peer has sent nothing since the last beat. Send it a PING. */
  onQuiet(): void
  /** The peer has been silent for too long. Close the connection. */
  onLost(): void
}

/**
 * Notices that the machine at the other end is unreachable. It counts beats and does not measure time: a process whose event
 * loop was blocked reads what has arrived in the meantime before it declares a peer lost.
 */
export class Heartbeat {
  #missedBeats = 0
  readonly #timer: NodeJS.Timeout

  constructor(events: HeartbeatEvents) {
    this.#timer = setInterval(() => {
      this.#missedBeats += 1
      if (this.#missedBeats > MAX_MISSED_BEATS) events.onLost()
      else if (this.#missedBeats > 1) events.onQuiet()
    }, HEARTBEAT_INTERVAL)
  }

  /** Notes that data arrived from the peer. */
  reset(): void {
    this.#missedBeats = 0
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

/** The addresses of a connection; `undefined` for a Unix socket. */
export interface ConnectionAddresses {
  readonly remoteAddress?: string | undefined
  readonly localAddress?: string | undefined
}

/** Whether both ends of a connection are on this machine. The kernel then reports its end, and no heartbeat is needed. */
export function isLocal({ remoteAddress, localAddress }: ConnectionAddresses): boolean {
  return remoteAddress === localAddress || /^(::ffff:)?127\.|^::1$/.test(remoteAddress ?? '')
}
