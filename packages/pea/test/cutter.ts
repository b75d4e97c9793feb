import { connect, createServer, type Server, type Socket } from 'node:net'

/** A way to ports of this machine that can be cut: every connection by it ends at once, and may be made again. */
export class Cutter {
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  /** The port or the Unix socket behind each port of its own. */
  readonly #targets = new Map<number, number | string>()

  async start(ports: number): Promise<this> {
    for (let index = 0; index < ports; index += 1) {
      const server = createServer((socket) => this.#join(socket, this.#targets.get(portOf(server)) ?? 0))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      this.#servers.push(server)
    }
    return this
  }

  readonly detour = (to: number | string): number => {
    for (const [own, target] of this.#targets) if (target === to) return own
    const own = portOf(this.#servers[this.#targets.size] as Server)
    this.#targets.set(own, to)
    return own
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async stop(): Promise<void> {
    this.cut()
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }

  #join(socket: Socket, to: number | string): void {
    const other = typeof to === 'string' ? connect(to) : connect(to, '127.0.0.1')
    for (const one of [socket, other]) {
      this.#sockets.add(one)
      one
        .on('error', () => undefined)
        .on('close', () => {
          this.#sockets.delete(one)
          socket.destroy()
          other.destroy()
        })
    }
    socket.pipe(other).pipe(socket)
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
