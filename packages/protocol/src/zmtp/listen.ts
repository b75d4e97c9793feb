import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { Connection, type ConnectionEvents } from './connection.ts'
import type { Mechanism } from './mechanism.ts'
import { NULL_MECHANISM } from './null-mechanism.ts'
import { readInto } from './read-into.ts'
import { checkPath, removeSocket } from './unix-path.ts'
import { UnknownPeers } from './unknown-peers.ts'

/** The most connections at a time. */
const MAX_CONNECTIONS = 16_384

/** The most connections that the kernel queues until they are accepted. */
const BACKLOG = 1_024

/**
 * What a listener opens: a port of an address of this machine (0 for any free port), or a Unix socket at a path, in place
 * of one that is there already.
 */
export type ListenTarget = { readonly address: string; readonly port: number } | { readonly path: string }

/** A bound ROUTER. */
export interface Listener {
  /** 0 for a Unix socket. */
  readonly port: number
  /** Closes the listener and all of its connections. */
  close(): void
}

/**
 * Binds a ROUTER. Each peer that connects has a {@link Connection} of its own. Until {@link Connection.trust} is called, it may
 * send 4 KiB and one frame, and is closed after 2 s, or if 64 newer ones are unknown too.
 *
 * @param mechanism - the security mechanism; NULL by default
 * @throws Error of the system (`EADDRINUSE`, …) if the target cannot be opened; FlowError `ADDRESS_PATH` if its path is
 * too long.
 */
export async function listen(
  target: ListenTarget,
  events: ConnectionEvents,
  mechanism: Mechanism = NULL_MECHANISM,
): Promise<Listener> {
  const connections = new Set<Connection>()
  const unknown = new UnknownPeers()
  const ownEvents: ConnectionEvents = {
    onReady: (connection) => events.onReady(connection),
    onRefused: (reason, connection) => {
      unknown.delete(connection)
      events.onRefused?.(reason, connection)
    },
    onClosed: (connection) => {
      connections.delete(connection)
      unknown.delete(connection)
      events.onClosed(connection)
    },
  }
  const self = { type: 'ROUTER', routingId: '' } as const
  const options = { self, mechanism, onTrusted: unknown.delete }
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    if (connections.size >= MAX_CONNECTIONS) {
      socket.destroy()
      return
    }
    const connection = new Connection((onread) => readInto(socket, onread), options, ownEvents)
    connections.add(connection)
    unknown.add(connection)
  })
  const where = 'path' in target ? preparePath(target) : { host: target.address, port: target.port }
  server.listen({ ...where, backlog: BACKLOG })
  await once(server, 'listening')
  server.on('error', () => undefined) // one connection could not be accepted
  return {
    port: portOf(server),
    close: () => {
      server.close()
      for (const connection of connections) connection.close()
    },
  }
}

function preparePath({ path }: { readonly path: string }): { readonly path: string } {
  checkPath(path)
  removeSocket(path)
  return { path }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
