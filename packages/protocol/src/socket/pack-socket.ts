import type { SocketPlan } from '@peaflow/core'
import type { Connection, ConnectionEvents } from '../zmtp/connection.ts'
import { curveClient } from '../zmtp/curve/client.ts'
import type { CurveClientKeys, CurveKeyPair } from '../zmtp/curve/key-pair.ts'
import { curveServer } from '../zmtp/curve/server.ts'
import { Dialler } from '../zmtp/dial.ts'
import { type Listener, type ListenTarget, listen } from '../zmtp/listen.ts'
import type { Mechanism } from '../zmtp/mechanism.ts'
import type { RefusalReason } from '../zmtp/refusal.ts'
import { addressToBind, addressToDial, isLocalHost } from './address.ts'
import { bindWithRetry } from './bind.ts'
import { bridgeGateway } from './bridge.ts'
import { PackConnection, type PackListener } from './pack-connection.ts'
import { unixPath } from './unix-path.ts'

/** A socket that sends and receives packs. */
export interface PackSocket {
  /** The port that it is bound to; 0 for a CONNECT socket. */
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
 * @throws FlowError `ADDRESS_IN_USE` or `ADDRESS_BIND` if its port cannot be opened, `ADDRESS_UNRESOLVED` if its host
 * does not resolve.
 * @throws RangeError if a key has not 32 bytes, or that of the server is missing.
 */
export async function openPackSocket(
  plan: SocketPlan,
  { flowId, routingId, curve }: PackSocketOptions,
  events: PackSocketEvents,
): Promise<PackSocket> {
  const connectionEvents = toConnectionEvents(flowId, events)
  const mechanism = await mechanismOf(plan, curve)
  if (plan.mode === 'BIND') return await bind(plan, { flowId, mechanism }, connectionEvents)
  const { host, port } = plan
  const path = isLocalHost(host) ? unixPath(flowId, port) : undefined
  const dialler = new Dialler(
    { address: await addressToDial(host), port, path, routingId, mechanism },
    connectionEvents,
  )
  return { port: 0, close: () => dialler.close() }
}

async function mechanismOf({ mode }: SocketPlan, curve: PackSocketOptions['curve']): Promise<Mechanism | undefined> {
  if (curve === undefined) return undefined
  if (mode === 'BIND') return await curveServer(curve)
  if ('serverKey' in curve) return await curveClient(curve)
  throw new RangeError('a CONNECT socket with CURVE needs the public key of its server')
}

interface BindOptions {
  readonly flowId: Buffer
  /** Of its ports. */
  readonly mechanism: Mechanism | undefined
}

async function bind(
  plan: SocketPlan,
  { flowId, mechanism }: BindOptions,
  events: ConnectionEvents,
): Promise<PackSocket> {
  const { host, port, bridge } = plan
  const address = await addressToBind(host)
  const listeners: Listener[] = [
    await bindWithRetry({ host, port }, () => listen({ address, port }, events, mechanism)),
  ]
  const boundPort = listeners[0]?.port ?? 0
  const close = () => {
    for (const listener of listeners) listener.close()
  }
  const add = async (target: ListenTarget, targetHost: string) =>
    listeners.push(
      await bindWithRetry({ host: targetHost, port: boundPort }, () =>
        listen(target, events, 'path' in target ? undefined : mechanism),
      ),
    )
  const path = isLocalHost(host) ? unixPath(flowId, boundPort) : undefined
  const gateway = bridge ? bridgeGateway() : undefined
  try {
    if (path !== undefined) await add({ path }, host)
    if (gateway !== undefined) await add({ address: gateway, port: boundPort }, gateway)
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
