import { createServer, type Server } from 'node:net'
import type { SocketPlan } from '@peaflow/core'
import { bindWithRetry } from '@peaflow/protocol'

/** One port of one interface. */
type ReservedPort = Pick<SocketPlan, 'host' | 'port'>

/** Keeps the ports of an external Pea occupied while it serves no Flow. Connections to them are closed at once. */
export class Reservation {
  readonly #ports: readonly ReservedPort[]
  readonly #servers = new Map<ReservedPort, Server>()
  /** Counts the calls of `take` and `release`: a `take` that is no longer the last call gives up. */
  #calls = 0

  constructor(sockets: readonly SocketPlan[]) {
    this.#ports = sockets.filter(({ mode, port }) => mode === 'BIND' && port !== 0)
  }

  /**
   * Occupies the ports. Retries for `retryFor` milliseconds while another process holds one.
   *
   * @throws FlowError `ADDRESS_IN_USE` if one is taken, `ADDRESS_BIND` if it cannot be opened otherwise.
   */
  async take(retryFor = 0): Promise<void> {
    this.#calls += 1
    const call = this.#calls
    const until = performance.now() + retryFor
    for (const port of this.#ports.filter((port) => !this.#servers.has(port))) {
      const listenIfLast = async () => (call === this.#calls ? await listen(port) : undefined)
      const server = await bindWithRetry(port, listenIfLast, until - performance.now())
      if (server === undefined) return
      if (call === this.#calls) this.#servers.set(port, server)
      else await close(server)
    }
  }

  /** Frees the ports for the adopted Pea, which opens them itself. */
  async release(): Promise<void> {
    this.#calls += 1
    const servers = [...this.#servers.values()]
    this.#servers.clear()
    await Promise.all(servers.map(close))
  }
}

async function listen({ host, port }: ReservedPort): Promise<Server> {
  const server = createServer((connection) => connection.destroy())
  return await new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host, port, exclusive: true }, () => resolve(server))
  })
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve))
}
