import { type SocketPlan, usesPort } from '@peaflow/core'
import type { Connection, ConnectionEvents } from '../zmtp/connection.ts'
import { Dialler } from '../zmtp/dial.ts'
import { type Listener, type ListenTarget, listen } from '../zmtp/listen.ts'
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
 * @throws FlowError `ADDRESS_IN_USE` or `ADDRESS_BIND` if its port or path cannot be opened, `ADDRESS_PATH` if the path is
 * too long, `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function openPackSocket(
  plan: SocketPlan,
  { flowId, routingId }: PackSocketOptions,
  events: PackSocketEvents,
): Promise<PackSocket> {
  const connectionEvents = toConnectionEvents(flowId, events)
  if (plan.mode === 'BIND') return await bind(plan, connectionEvents)
  const dialler = new Dialler({ ...(await dialledBy(plan)), routingId }, connectionEvents)
  return { port: 0, close: () => dialler.close() }
}

async function dialledBy({ host, port, path }: SocketPlan) {
  return path === undefined ? { address: await addressToDial(host), port } : { path }
}

async function bind(plan: SocketPlan, events: ConnectionEvents): Promise<PackSocket> {
  const { host, port, path } = plan
  const listeners: Listener[] = []
  const close = () => {
    for (const listener of listeners) listener.close()
  }
  const add = async (target: ListenTarget, named: BindTarget) => {
    const listener = await bindWithRetry(named, () => listen(target, events))
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
    onClosed: (connection) => {
      const packConnection = connections.get(connection)
      if (connections.delete(connection) && packConnection !== undefined) events.onClosed(packConnection)
    },
  }
}
