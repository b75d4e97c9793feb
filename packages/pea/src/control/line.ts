import { openDealer } from './socket.ts'

/** One end of a control channel: the one that dials. */
export interface ControlLine {
  /** Sends a frame, once there is a connection; nothing if the line is closed. */
  send(frame: Buffer): void
  /** Sends what waits, then closes: done when the other end has it, or is not there. */
  close(): Promise<void>
}

/** What hears of a {@link ControlLine}. */
export interface LineEvents {
  onFrame(frame: Buffer): void
  /** The connection stands: for the first time, or again. */
  onConnect(): void
  onDisconnect(): void
}

/** Where a line leads, and the name that it is known by there. */
export interface LineTarget {
  readonly host: string
  readonly port: number
  /** Unique among all who dial that socket; at most 255 bytes. */
  readonly identity: string
}

/** Whether a host that is dialled, as a plan names it, is this machine. */
export function isNear(host: string): boolean {
  return host === '127.0.0.1' || host === '0.0.0.0' || host === 'localhost'
}

/**
 * Dials a control socket. On this machine the kernel tells when the other end is gone. Otherwise only heartbeats do, which
 * libzmq's thread answers while JavaScript is busy; a Pea that needs none starts without it.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function dialLine(target: LineTarget, events: LineEvents): Promise<ControlLine> {
  if (!isNear(target.host)) return await dialFar(target, events)
  const { NearLine } = await import('./near-line.ts')
  return new NearLine(target, events)
}

/**
 * Dials a control socket by libzmq.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function dialFar({ host, port, identity }: LineTarget, events: LineEvents): Promise<ControlLine> {
  const socket = await openDealer({
    host,
    port,
    routingId: identity,
    onConnect: () => events.onConnect(),
    onDisconnect: () => events.onDisconnect(),
  })
  const read = async () => {
    while (!socket.closed) {
      const [frame] = await socket.receive().catch(() => [])
      if (frame !== undefined) events.onFrame(frame)
    }
  }
  void read()
  return {
    send: (frame) => {
      if (!socket.closed) socket.send(frame).catch(() => undefined)
    },
    close: async () => socket.close(),
  }
}
