import { createServer, type Server, type Socket } from 'node:net'
import type { ConnectionInjector } from '@grpc/grpc-js'

/**
 * The connections of a gRPC server, which itself opens no port: that of grpc-js takes any number of connections, of strangers too.
 */
export class Connections {
  /** Listens nowhere yet. */
  readonly server: Server
  readonly #sockets = new Set<Socket>()

  /** @param most - how many there may be; further ones are closed */
  constructor(injector: ConnectionInjector, most: number) {
    this.server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      injector.injectConnection(socket)
    })
    this.server.maxConnections = most
  }

  /** Takes no new one, and ends all. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.endAll()
    await closed
  }

  /** Ends all that there are. */
  endAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}
