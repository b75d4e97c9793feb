import { type SocketPlan, usesPort } from '@peaflow/core'
import type { Connection, ConnectionEvents } from '../zmtp/connection.ts'
import { curveClient } from '../zmtp/curve/client.ts'
import type { CurveClientKeys, CurveKeyPair } from '../zmtp/curve/key-pair.ts'
import { curveServer } from '../zmtp/curve/server.ts'
import { Dialler } from '../zmtp/dial.ts'
import { type Listener, type ListenTarget, listen } from '../zmtp/listen.ts'
import type { Mechanism } from '../zmtp/mechanism.ts'
import type { RefusalReason } from '../zmtp/refusal.ts'
import { addressToBind, addressToDial } from './address.ts'
import { type BindTarget, bindWithRetry } from './bind.ts'
import { bridgeGateway } from './bridge.ts'
import { PackConnection, type PackListener } from './pack-connection.ts'

/** A socket that sends and receives packs. */
export interface PackSocket {
  /** The port that it is bound to; 0 for a CONNECT socket, and for one that listens at a path only. */
  readonly port: number
  close(): void
}

/** What a socket needs besides its plan. */
export interface PackSocketOptions {
  readonly flowId: Buffer
  /** The name by which a BIND socket knows a CONNECT socket: at most 255 bytes. */
  readonly routingId: string
  /**
   * The keys of its ports: the pair of a BIND socket; the pair of a CONNECT socket and the public key of its server. A Unix
   * socket is not encrypted.
   *
   * @defaultValue mechanism NULL
   */
  readonly curve?: CurveKeyPair | CurveClientKeys | undefined
}

/** Receives the events of a {@link PackSocket}. */
export interface PackSocketEvents extends PackListener {
  /** A connection is open, for the first time or again. */
  onOpen(connection: PackConnection): void
  /** A connection has ended. */
  onClosed(connection: PackConnection): void
  /** A connection was closed because of what its peer did, or failed to do. */
  onRefused?(reason: RefusalReason): void
}

/**
 * Opens the socket of a plan: a bound ROUTER, or a DEALER that reconnects until it is closed.
 *
 * @throws FlowError `ADDRESS_IN_USE` or `ADDRESS_BIND` if its port or path cannot be opened, `ADDRESS_PATH` if the path is
 * too long, `ADDRESS_UNRESOLVED` if its host does not resolve.
 * @throws RangeError if a key has not 32 bytes, or that of the server is missing.
 */
export async function openPackSocket(
  plan: SocketPlan,
  { flowId, routingId, curve }: PackSocketOptions,
  events: PackSocketEvents,
): Promise<PackSocket> {
  const connectionEvents = toConnectionEvents(flowId, events)
  if (plan.mode === 'BIND') return await bind(plan, await mechanismOf(plan, curve), connectionEvents)
  const dialler = new Dialler({ ...(await dialledBy(plan, curve)), routingId }, connectionEvents)
  return { port: 0, close: () => dialler.close() }
}

async function dialledBy(plan: SocketPlan, curve: PackSocketOptions['curve']) {
  const { host, port, path } = plan
  if (path !== undefined) return { path }
  return { address: await addressToDial(host), port, mechanism: await mechanismOf(plan, curve) }
}

async function mechanismOf(plan: SocketPlan, curve: PackSocketOptions['curve']): Promise<Mechanism | undefined> {
  if (curve === undefined || !usesPort(plan)) return undefined
  if (plan.mode === 'BIND') return await curveServer(curve)
  if ('serverKey' in curve) return await curveClient(curve)
  throw new RangeError('a CONNECT socket with CURVE needs the public key of its server')
}

async function bind(plan: SocketPlan, mechanism: Mechanism | undefined, events: ConnectionEvents): Promise<PackSocket> {
  const { host, port, path } = plan
  const listeners: Listener[] = []
  const close = () => {
    for (const listener of listeners) listener.close()
  }
  const add = async (target: ListenTarget, named: BindTarget) => {
    const listener = await bindWithRetry(named, () => listen(target, events, 'path' in target ? undefined : mechanism))
    listeners.push(listener)
    return listener.port
  }
  try {
    const boundPort = usesPort(plan) ? await add({ address: await addressToBind(host), port }, { host, port }) : 0
    const gateway = plan.bridge && boundPort > 0 ? bridgeGateway() : undefined
    if (gateway !== undefined) await add({ address: gateway, port: boundPort }, { host: gateway, port: boundPort })
    if (path !== undefined) await add({ path }, { host, port, path })
    return { port: boundPort, close }
  } catch (error) {
    close()
    throw error
  }
}

function toConnectionEvents(flowId: Buffer, events: PackSocketEvents): ConnectionEvents {
  const connections = new Map<Connection, PackConnection>()
  return {
    onReady: (connection) => {
      const packConnection = new PackConnection(connection, flowId, events)
      connections.set(connection, packConnection)
      events.onOpen(packConnection)
    },
    onRefused: (reason) => events.onRefused?.(reason),
    onClosed: (connection) => {
      const packConnection = connections.get(connection)
      if (connections.delete(connection) && packConnection !== undefined) events.onClosed(packConnection)
    },
  }
}
