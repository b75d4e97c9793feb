import type { Socket } from 'node:net'

/** Milliseconds between two signs of life. */
const BEAT = 2_000

/** After so many beats without one the peer is out of reach. */
const MOST_SILENT = 4

/** What a heartbeat does. */
export interface HeartbeatEvents {
  /** The peer was silent since the last beat: ask it for a sign of life. */
  onQuiet(): void
  /** The peer was silent for too long. */
  onLost(): void
}

/**
 * Notices that the machine at the other end is out of reach. It counts beats, not time: a process that was busy has a
 * look at what came meanwhile before it gives a peer up.
 */
export class Heartbeat {
  #silent = 0
  readonly #timer: NodeJS.Timeout

  constructor(events: HeartbeatEvents) {
    this.#timer = setInterval(() => {
      this.#silent += 1
      if (this.#silent > MOST_SILENT) events.onLost()
      else if (this.#silent > 1) events.onQuiet()
    }, BEAT)
  }

  /** Something came. */
  heard(): void {
    this.#silent = 0
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

/** Whether a connection stays on this machine: the kernel tells of its end at once, so that no heartbeat is needed. */
export function isLocal({ remoteAddress, localAddress }: Socket): boolean {
  return remoteAddress === localAddress || /^(::ffff:)?127\.|^::1$/.test(remoteAddress ?? '')
}
