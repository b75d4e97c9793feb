import type { SocketPlan } from '@peaflow/core'
import type { Connection, ConnectionEvents } from '../zmtp/connection.ts'
import { Dialler } from '../zmtp/dial.ts'
import { type Listener, type ListenTarget, listen } from '../zmtp/listen.ts'
import { addressToBind, addressToDial, isLocalHost } from './address.ts'
import { bindWithRetry } from './bind.ts'
import { bridgeGateway } from './bridge.ts'
import { PackConnection, type PackListener } from './pack-connection.ts'
import { unixPath } from './unix-path.ts'

/** A socket that speaks in packs. */
export interface PackSocket {
  /** The port it is open on; 0 for a CONNECT end. */
  readonly port: number
  close(): void
}

/** What a socket needs to know besides its plan. */
export interface PackSocketOptions {
  readonly flowId: Buffer
  /** The name by which a BIND end knows a CONNECT end: at most 255 bytes. */
  readonly routingId: string
}

/** What hears of a {@link PackSocket}. */
export interface PackSocketEvents extends PackListener {
  /** A connection stands, for the first time or again. */
  onOpen(port: PackConnection): void
  /** A connection has ended. */
  onClosed(port: PackConnection): void
}

/**
 * Opens the socket of a plan: a ROUTER that is bound, or a DEALER that dials until it is closed.
 *
 * @throws FlowError `ADDRESS_IN_USE` or `ADDRESS_BIND` if its port cannot be opened, `ADDRESS_UNRESOLVED` if its host
 * does not resolve.
 */
export async function openPackSocket(
  plan: SocketPlan,
  { flowId, routingId }: PackSocketOptions,
  events: PackSocketEvents,
): Promise<PackSocket> {
  const connections = toConnectionEvents(flowId, events)
  if (plan.mode === 'BIND') return await bind(plan, flowId, connections)
  const { host, port } = plan
  const path = isLocalHost(host) ? unixPath(flowId, port) : undefined
  const dialler = new Dialler({ address: await addressToDial(host), port, path, routingId }, connections)
  return { port: 0, close: () => dialler.close() }
}

async function bind({ host, port, bridge }: SocketPlan, flowId: Buffer, events: ConnectionEvents): Promise<PackSocket> {
  const address = await addressToBind(host)
  const listeners: Listener[] = [await bindWithRetry({ host, port }, () => listen({ address, port }, events))]
  const opened = listeners[0]?.port ?? 0
  const close = () => {
    for (const listener of listeners) listener.close()
  }
  const add = async (target: ListenTarget, at: string) =>
    listeners.push(await bindWithRetry({ host: at, port: opened }, () => listen(target, events)))
  const path = isLocalHost(host) ? unixPath(flowId, opened) : undefined
  const gateway = bridge ? bridgeGateway() : undefined
  try {
    if (path !== undefined) await add({ path }, host)
    if (gateway !== undefined) await add({ address: gateway, port: opened }, gateway)
    return { port: opened, close }
  } catch (error) {
    close()
    throw error
  }
}

function toConnectionEvents(flowId: Buffer, events: PackSocketEvents): ConnectionEvents {
  const ports = new Map<Connection, PackConnection>()
  return {
    onReady: (connection) => {
      const port = new PackConnection(connection, flowId, events)
      ports.set(connection, port)
      events.onOpen(port)
    },
    onClosed: (connection) => {
      const port = ports.get(connection)
      if (ports.delete(connection) && port !== undefined) events.onClosed(port)
    },
  }
}
