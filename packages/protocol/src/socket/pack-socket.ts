import type { SocketPlan } from '@peaflow/core'
import type { Connection, ConnectionEvents } from '../zmtp/connection.ts'
import { Dialler } from '../zmtp/dial.ts'
import { type Listener, type ListenTarget, listen } from '../zmtp/listen.ts'
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
}

/** Receives the events of a {@link PackSocket}. */
export interface PackSocketEvents extends PackListener {
  /** A connection is open, for the first time or again. */
  onOpen(connection: PackConnection): void
  /** A connection has ended. */
  onClosed(connection: PackConnection): void
}

/**
 * Opens the socket of a plan: a bound ROUTER, or a DEALER that reconnects until it is closed.
 *
 * @throws FlowError `ADDRESS_IN_USE` or `ADDRESS_BIND` if its port cannot be opened, `ADDRESS_UNRESOLVED` if its host
 * does not resolve.
 */
export async function openPackSocket(
  plan: SocketPlan,
  { flowId, routingId }: PackSocketOptions,
  events: PackSocketEvents,
): Promise<PackSocket> {
  const connectionEvents = toConnectionEvents(flowId, events)
  if (plan.mode === 'BIND') return await bind(plan, flowId, connectionEvents)
  const { host, port } = plan
  const path = isLocalHost(host) ? unixPath(flowId, port) : undefined
  const dialler = new Dialler({ address: await addressToDial(host), port, path, routingId }, connectionEvents)
  return { port: 0, close: () => dialler.close() }
}

async function bind({ host, port, bridge }: SocketPlan, flowId: Buffer, events: ConnectionEvents): Promise<PackSocket> {
  const address = await addressToBind(host)
  const listeners: Listener[] = [await bindWithRetry({ host, port }, () => listen({ address, port }, events))]
  const boundPort = listeners[0]?.port ?? 0
  const close = () => {
    for (const listener of listeners) listener.close()
  }
  const add = async (target: ListenTarget, targetHost: string) =>
    listeners.push(await bindWithRetry({ host: targetHost, port: boundPort }, () => listen(target, events)))
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
    onClosed: (connection) => {
      const packConnection = connections.get(connection)
      if (connections.delete(connection) && packConnection !== undefined) events.onClosed(packConnection)
    },
  }
}
