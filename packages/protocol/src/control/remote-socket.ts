import type { Dealer, Router } from 'zeromq'
import { addressToBind, addressToDial } from '../socket/address.ts'
import { type BindTarget, bindWithRetry } from '../socket/bind.ts'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'

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

const MOST_SOCKETS = 16_384

const OPTIONS = {
  // A word never waits, and is never dropped.
  sendHighWaterMark: 0,
  receiveHighWaterMark: 1_000,
  sendTimeout: 0,
  // What is left when a socket closes are last words; 1 s is ample on a living link.
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
  const { Router } = await load()
  // A dialler that comes back takes its name over from its own dead connection.
  const socket = new Router({ ...OPTIONS, mandatory: true, handover: true })
  try {
    return { socket, port: await bind(socket, target) }
  } catch (error) {
    socket.close()
    throw error
  }
}

/**
 * Opens a DEALER that dials until it is closed.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function openDealer(target: DialTarget): Promise<Dealer> {
  const endpoint = toEndpoint(await addressToDial(target.host), target.port)
  const { Dealer } = await load()
  const socket = new Dealer({
    ...OPTIONS,
    routingId: target.routingId,
    reconnectInterval: 50,
    reconnectMaxInterval: 1_000,
  })
  // Before it dials, or the first connection may go unseen.
  if (target.onConnect !== undefined || target.onDisconnect !== undefined) watch(socket, target)
  socket.connect(endpoint)
  return socket
}

/** Returns the port. */
async function bind(socket: Router, target: BindTarget): Promise<number> {
  const endpoint = toEndpoint(await addressToBind(target.host), target.port === 0 ? '*' : target.port)
  await bindWithRetry(target, () => socket.bind(endpoint))
  const opened = socket.lastEndpoint ?? ''
  return Number(opened.slice(opened.lastIndexOf(':') + 1))
}

/** Loads libzmq, which takes a start a fifth of its time: only who needs it does. */
async function load(): Promise<typeof import('zeromq')> {
  const zeromq = await import('zeromq')
  // 1,023 in a process unless told otherwise before the first.
  if (zeromq.context.maxSockets < MOST_SOCKETS) zeromq.context.maxSockets = MOST_SOCKETS
  return zeromq
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

function toEndpoint(address: string, port: number | string): string {
  return `tcp://${address.includes(':') ? `[${address}]` : address}:${port}`
}
