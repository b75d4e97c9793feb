import { FlowError } from '@peaflow/core'
import { context, Dealer, Router } from 'zeromq'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'
import { bindAddress, dialAddress, portOf } from './address.ts'

/** A socket of either kind. */
export type PeaSocket = Router | Dealer

/** What a BIND socket opens. */
export interface BindTarget {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** A second address on the same port. */
  readonly alsoOn?: string | undefined
}

/** Where a CONNECT socket dials, and the name it is known by there. */
export interface DialTarget {
  readonly host: string
  readonly port: number
  /** Unique among all who dial that socket; at most 255 bytes. */
  readonly routingId: string
  /** The connection stands: for the first time, or again. */
  readonly onConnect?: (() => void) | undefined
  readonly onDisconnect?: (() => void) | undefined
}

/** Milliseconds that a port may be taken before that is an error. */
const PATIENCE = 500

const MOST_SOCKETS = 16_384

const OPTIONS = {
  // Credit bounds what is on its way, so a send never waits; whoever sends without credit is held back by TCP.
  sendHighWaterMark: 0,
  receiveHighWaterMark: 1_000,
  sendTimeout: 0,
  // What is left when a socket closes are receipts; 1 s is ample on a living link.
  linger: 1_000,
  maxMessageSize: MAX_FRAME_BYTES,
  handshakeInterval: 5_000,
  heartbeatInterval: 2_000,
  heartbeatTimeout: 8_000,
  heartbeatTimeToLive: 8_000,
  backlog: 1_024,
} as const

/**
 * Opens a ROUTER and returns it with its port.
 *
 * @throws FlowError `ADDRESS_IN_USE` if the port is taken, `ADDRESS_BIND` if it cannot be opened otherwise.
 */
export async function openRouter(target: BindTarget): Promise<{ readonly socket: Router; readonly port: number }> {
  allowManySockets()
  // A dialler that comes back takes its name over from its own dead connection.
  const socket = new Router({ ...OPTIONS, mandatory: true, handover: true })
  try {
    await bind(socket, await bindAddress(target.host, target.port))
    const port = portOf(socket.lastEndpoint ?? '')
    if (target.alsoOn !== undefined) await socket.bind(await bindAddress(target.alsoOn, port))
    return { socket, port }
  } catch (cause) {
    socket.close()
    throw bindError(target, cause)
  }
}

/**
 * Opens a DEALER that dials until it is closed.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function openDealer(target: DialTarget): Promise<Dealer> {
  const address = await dialAddress(target.host, target.port)
  allowManySockets()
  const socket = new Dealer({
    ...OPTIONS,
    routingId: target.routingId,
    reconnectInterval: 50,
    reconnectMaxInterval: 1_000,
  })
  // Before it dials, or the first connection may go unseen.
  if (target.onConnect !== undefined || target.onDisconnect !== undefined) watch(socket, target)
  socket.connect(address)
  return socket
}

/** Binds; a port given by hand may still be held for a moment by the socket that was there before. */
async function bind(socket: Router, address: string): Promise<void> {
  const until = performance.now() + PATIENCE
  for (;;) {
    try {
      await socket.bind(address)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** libzmq allows 1,023 sockets in a process unless told otherwise before the first: 200 Peas inline have more. */
function allowManySockets(): void {
  if (context.maxSockets < MOST_SOCKETS) context.maxSockets = MOST_SOCKETS
}

async function watch(socket: Dealer, { onConnect, onDisconnect }: DialTarget): Promise<void> {
  try {
    for await (const { type } of socket.events) {
      if (type === 'handshake') onConnect?.()
      else if (type === 'disconnect') onDisconnect?.()
    }
  } catch (error) {
    if (!socket.closed) throw error
  }
}

function bindError({ host, port }: BindTarget, cause: unknown): FlowError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return new FlowError('ADDRESS_IN_USE', `port ${port} of ${host} is taken`, { cause })
  return new FlowError('ADDRESS_BIND', `port ${port} of ${host} cannot be opened: ${String(code)}`, { cause })
}
