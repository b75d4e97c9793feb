import { setTimeout as delay } from 'node:timers/promises'
import { FlowError } from '@peaflow/core'
import type { Dealer, Observer, Router } from 'zeromq'
import { addressToBind, addressToDial } from '../socket/address.ts'
import { type BindTarget, bindWithRetry } from '../socket/bind.ts'
import { MAX_FRAME_BYTES } from '../wire/protocol.ts'
import type { CurveClientKeys } from '../zmtp/curve/key-pair.ts'
import type { ControlTarget } from './connection.ts'
import { toZ85 } from './z85.ts'

/** What a CONNECT socket dials, and the name by which it is known there. */
export interface DealerTarget extends ControlTarget {
  /** The connection is open, for the first time or again. */
  readonly onConnect?: (() => void) | undefined
  readonly onDisconnect?: (() => void) | undefined
  /** The other end has ended the handshake: it has another key, or another mechanism. */
  readonly onRefused?: (() => void) | undefined
}

/** Milliseconds for which the name of a monitor may be taken, and between two attempts. */
const MONITOR_RETRY_FOR = 1_000
const MONITOR_RETRY_PAUSE = 5

/** Milliseconds for which a monitor is kept once it has ended. A socket closes within its linger period, a second. */
const MONITOR_RETENTION = 30_000

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
export async function openDealer(target: DealerTarget): Promise<Dealer> {
  const endpoint = toEndpoint(await addressToDial(target.host), target.port)
  const { Dealer } = await load()
  const { routingId, curve } = target
  const reconnect = { reconnectInterval: 50, reconnectMaxInterval: 1_000 }
  const options = { ...OPTIONS, ...reconnect, ...toHeartbeat(target), ...(curve && toCurveOptions(curve)), routingId }
  const socket = new Dealer(options)
  // Before it dials: otherwise the first connection may go unnoticed.
  if (target.onConnect !== undefined || target.onDisconnect !== undefined) void watch(await observe(socket), target)
  socket.connect(endpoint)
  return socket
}

/** When a silent peer is sent a PING, and how long it has to answer: together, as long as it may be silent. */
function toHeartbeat({ silence }: DealerTarget): { heartbeatInterval?: number; heartbeatTimeout?: number } {
  if (silence === undefined) return {}
  return { heartbeatInterval: Math.ceil(silence / 2), heartbeatTimeout: Math.ceil(silence / 2) }
}

/**
 * Opens the monitor of a socket. zeromq.js names a monitor after its address in memory, and libzmq frees that name in a thread of
 * its own, some time after the socket was closed. So the memory of our monitors is not freed before that ({@link keep}). The
 * name may still be that of a monitor which another part of the program has left behind: it is then taken for a moment.
 *
 * @throws FlowError `ADDRESS_IN_USE` if the name stays taken.
 */
async function observe(socket: Dealer): Promise<Observer> {
  const until = performance.now() + MONITOR_RETRY_FOR
  for (;;) {
    try {
      return socket.events
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > until) {
        socket.close()
        throw new FlowError('ADDRESS_IN_USE', 'a connection to a control port cannot be monitored', { cause })
      }
      await delay(MONITOR_RETRY_PAUSE)
    }
  }
}

/** Keeps a monitor, and with it its name, for long enough that libzmq has freed the name of its socket. */
function keep(observer: Observer): void {
  setTimeout(() => observer.closed, MONITOR_RETENTION).unref()
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

/** Reports the events of a monitor until that ends, which is when its socket closes. Never rejects. */
async function watch(observer: Observer, { onConnect, onDisconnect, onRefused }: DealerTarget): Promise<void> {
  try {
    for await (const { type } of observer) {
      if (type === 'handshake') onConnect?.()
      else if (type === 'disconnect') onDisconnect?.()
      else if (type.startsWith('handshake:error')) onRefused?.()
    }
  } catch {
    onDisconnect?.()
  } finally {
    keep(observer)
  }
}

function toCurveOptions({ serverKey, publicKey, secretKey }: CurveClientKeys): CurveOptions {
  return {
    curveServerKey: toZ85(serverKey),
    curvePublicKey: toZ85(publicKey),
    curveSecretKey: toZ85(secretKey),
  }
}

type CurveOptions = Pick<Dealer, 'curveServerKey' | 'curvePublicKey' | 'curveSecretKey'>

function toEndpoint(address: string, port: number | string): string {
  return `tcp://${address.includes(':') ? `[${address}]` : address}:${port}`
}
