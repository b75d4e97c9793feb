import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Socket } from 'node:net'
import { Grace } from './grace.ts'
import type { HttpServer } from './open-server.ts'

/** What a server waits for, and what it says meanwhile. */
export interface DrainOptions {
  /**
   * Whether the answer to a request is waited for.
   *
   * @defaultValue all are
   */
  readonly isAwaited?: ((request: IncomingMessage) => boolean) | undefined
  /**
   * Whether the server will be closed, so that clients are to come by another connection.
   *
   * @defaultValue it will not
   */
  readonly isLeaving?: (() => boolean) | undefined
}

/**
 * Returns how to close a server: it answers the requests that have arrived, while it still listens, so that a probe sees that it
 * is not ready and whoever comes meanwhile is told; as long as one is answered within each grace period (milliseconds). Then it
 * takes no new connection and ends all. Called again with a shorter one, it is that.
 */
export function drainable(
  { server, responses }: HttpServer,
  { isAwaited = () => true, isLeaving = () => false }: DrainOptions = {},
): (grace: number) => Promise<void> {
  const ending = new Ending(server)
  responses.onEnded = (response) => ending.answered(response)
  server.on('request', (_, response) => {
    // A client that keeps its connection would send its next request to a server that is gone.
    if (isLeaving()) response.shouldKeepAlive = false
  })
  return (grace) =>
    ending.begin(
      [...responses].filter(({ req }) => isAwaited(req)),
      grace,
    )
}

/** The end of a server. */
class Ending {
  readonly #server: Server | SecureServer
  readonly #unsecured: ReadonlyMap<string, Socket>
  /** What had arrived when the end began. */
  #pending: Set<ServerResponse> | undefined
  readonly #grace = new Grace(() => this.#close())
  #isClosing = false
  readonly #closed: Promise<void>

  constructor(server: Server | SecureServer) {
    this.#server = server
    this.#closed = new Promise((resolve) => server.on('close', resolve))
    this.#unsecured = unsecuredSockets(server)
  }

  begin(open: readonly ServerResponse[], grace: number): Promise<void> {
    this.#pending ??= new Set(open)
    this.#grace.begin(grace)
    if (this.#pending.size === 0 || grace === 0) this.#close()
    return this.#closed
  }

  answered(response: ServerResponse): void {
    if (!this.#pending?.delete(response)) return
    if (this.#pending.size === 0) this.#close()
    else this.#grace.renew()
  }

  #close(): void {
    this.#grace.end()
    if (!this.#isClosing) this.#server.close()
    this.#isClosing = true
    // Node itself waits for connections on which no request has come yet, as a browser opens ahead.
    for (const socket of this.#unsecured.values()) socket.destroy()
    this.#server.closeAllConnections()
  }
}

/** The connections whose TLS handshake has not ended, which Node does not count among its own. */
function unsecuredSockets(server: Server | SecureServer): ReadonlyMap<string, Socket> {
  const sockets = new Map<string, Socket>()
  if (!('setSecureContext' in server)) return sockets
  const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    sockets.set(name, socket)
    socket.on('close', () => sockets.delete(name))
  })
  server.on('secureConnection', (socket) => sockets.delete(nameOf(socket)))
  return sockets
}
