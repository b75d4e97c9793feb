import type { Dealer, Observer, Router } from 'zeromq'
import { addressToBind, addressToDial } from '../socket/address.ts'
import { type BindTarget, bindWithRetry } from '../socket/bind.ts'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'

/** What a CONNECT socket dials, and the name by which it is known there. */
export interface DialTarget {
  readonly host: string
  readonly port: number
  /** Unique among all that dial that socket; at most 255 bytes. */
  readonly routingId: string
  /** The connection is open, for the first time or again. */
  readonly onConnect?: (() => void) | undefined
  readonly onDisconnect?: (() => void) | undefined
}

/** The most libzmq sockets in this process. */
const MAX_SOCKETS = 16_384

const OPTIONS = {
  // A control message is never delayed, and never dropped.
  sendHighWaterMark: 0,
  receiveHighWaterMark: 1_000,
  sendTimeout: 0,
  // What is queued when a socket closes is its final message. On a working connection 1 s is ample.
  linger: 1_000,
  maxMessageSize: MAX_FRAME_BYTES,
  handshakeInterval: 5_000,
  heartbeatInterval: 2_000,
  heartbeatTimeout: 8_000,
  heartbeatTimeToLive: 8_000,
  backlog: 1_024,
} as const

/**
 * Opens a ROUTER of libzmq and returns it with its port.
 *
 * @throws FlowError `ADDRESS_IN_USE` if the port is taken, `ADDRESS_BIND` if it cannot be opened otherwise.
 */
export async function openRouter(target: BindTarget): Promise<{ readonly socket: Router; readonly port: number }> {
  const { Router } = await load()
  // A peer that reconnects takes its routing id over from its own dead connection.
  const socket = new Router({ ...OPTIONS, mandatory: true, handover: true })
  try {
    return { socket, port: await bind(socket, target) }
  } catch (error) {
    socket.close()
    throw error
  }
}

/**
 * Opens a DEALER of libzmq that reconnects until it is closed.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function openDealer(target: DialTarget): Promise<Dealer> {
  const endpoint = toEndpoint(await addressToDial(target.host), target.port)
  const { Dealer } = await load()
  const options = { ...OPTIONS, routingId: target.routingId, reconnectInterval: 50, reconnectMaxInterval: 1_000 }
  // Before it dials: otherwise the first connection may go unnoticed.
  const socket = openObserved(() => new Dealer(options), target)
  socket.connect(endpoint)
  return socket
}

/**
 * libzmq names the monitor of a socket after its address in memory. That may be the address of a socket whose monitor is still
 * being closed (`EADDRINUSE`). Then another socket is opened, while this one occupies the address.
 */
function openObserved(open: () => Dealer, events: DialTarget): Dealer {
  const unobservable: Dealer[] = []
  try {
    for (;;) {
      const socket = open()
      unobservable.push(socket)
      const observer = observe(socket)
      if (observer === undefined) continue
      unobservable.pop()
      void watch(socket, observer, events)
      return socket
    }
  } finally {
    for (const socket of unobservable) socket.close()
  }
}

function observe(socket: Dealer): Observer | undefined {
  try {
    return socket.events
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
}

/** Returns the port. */
async function bind(socket: Router, target: BindTarget): Promise<number> {
  const endpoint = toEndpoint(await addressToBind(target.host), target.port === 0 ? '*' : target.port)
  await bindWithRetry(target, () => socket.bind(endpoint))
  const boundTo = socket.lastEndpoint ?? ''
  return Number(boundTo.slice(boundTo.lastIndexOf(':') + 1))
}

/** Loads libzmq on first use: that takes a fifth of the time in which a Pea starts. */
async function load(): Promise<typeof import('zeromq')> {
  const zeromq = await import('zeromq')
  // The default is 1,023. It can be changed only before the first socket is opened.
  if (zeromq.context.maxSockets < MAX_SOCKETS) zeromq.context.maxSockets = MAX_SOCKETS
  return zeromq
}

async function watch(socket: Dealer, observer: Observer, { onConnect, onDisconnect }: DialTarget): Promise<void> {
  try {
    for await (const { type } of observer) {
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
