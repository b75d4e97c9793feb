import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { readTo } from './accept.ts'
import { Connection, type ConnectionEvents } from './connection.ts'

/** The most connections at a time. */
const MOST_CONNECTIONS = 16_384

const BACKLOG = 1_024

/** What a listener opens: a port (0: any free one) of an address of this machine, or a Unix socket. */
export type ListenTarget = { readonly address: string; readonly port: number } | { readonly path: string }

/** A ROUTER that is bound. */
export interface Listener {
  /** 0: a Unix socket. */
  readonly port: number
  /** Ends it, and all connections by it. */
  close(): void
}

/**
 * Binds a ROUTER; each peer that comes is a {@link Connection} of its own.
 *
 * @throws Error of the system (`EADDRINUSE`, …) if it cannot be opened.
 */
export async function listen(target: ListenTarget, events: ConnectionEvents): Promise<Listener> {
  const connections = new Set<Connection>()
  const own: ConnectionEvents = {
    onReady: (connection) => events.onReady(connection),
    onClosed: (connection) => {
      connections.delete(connection)
      events.onClosed(connection)
    },
  }
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    if (connections.size === MOST_CONNECTIONS) socket.destroy()
    else connections.add(new Connection((onread) => readTo(socket, onread), { type: 'ROUTER', routingId: '' }, own))
  })
  const where = 'path' in target ? target : { host: target.address, port: target.port }
  server.listen({ ...where, backlog: BACKLOG })
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
