import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { Connection, type ConnectionEvents } from './connection.ts'

/** The most connections at a time. */
const MOST_CONNECTIONS = 16_384

const BACKLOG = 1_024

/** What a listener opens. */
export interface ListenTarget {
  /** An address of this machine. */
  readonly address: string
  /** 0: any free one. */
  readonly port: number
}

/** A ROUTER that is bound. */
export interface Listener {
  readonly port: number
  /** Ends it, and all connections by it. */
  close(): void
}

/**
 * Binds a ROUTER; each peer that comes is a {@link Connection} of its own.
 *
 * @throws Error of the system (`EADDRINUSE`, …) if the port cannot be opened.
 */
export async function listen({ address, port }: ListenTarget, events: ConnectionEvents): Promise<Listener> {
  const connections = new Set<Connection>()
  const own: ConnectionEvents = {
    onReady: (connection) => events.onReady(connection),
    onClosed: (connection) => {
      connections.delete(connection)
      events.onClosed(connection)
    },
  }
  const server = createServer((socket) => {
    connections.add(new Connection(socket, { type: 'ROUTER', routingId: '' }, own))
  })
  server.maxConnections = MOST_CONNECTIONS
  server.listen({ host: address, port, backlog: BACKLOG })
  await once(server, 'listening')
  server.on('error', () => undefined) // one connection that could not be accepted
  return {
    port: portOf(server),
    close: () => {
      server.close()
      for (const connection of connections) connection.close()
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
