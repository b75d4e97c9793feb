import { createServer, type Server } from 'node:net'
import type { SocketPlan } from '@peaflow/core'
import { bindWithRetry } from '@peaflow/protocol'

/** One port of one interface. */
type ReservedPort = Pick<SocketPlan, 'host' | 'port'>

/** Keeps the ports of an external Pea occupied while it serves no Flow. Connections to them are closed at once. */
export class Reservation {
  readonly #ports: readonly ReservedPort[]
  #servers: readonly Server[] = []
  #isWanted = false

  constructor(sockets: readonly SocketPlan[]) {
    this.#ports = sockets.filter(({ mode, port }) => mode === 'BIND' && port !== 0)
  }

  /**
   * Occupies the ports. Retries for `retryFor` milliseconds while another process holds one.
   *
   * @throws FlowError `ADDRESS_IN_USE` if one is taken, `ADDRESS_BIND` if it cannot be opened otherwise.
   */
  async take(retryFor = 0): Promise<void> {
    this.#isWanted = true
    const until = performance.now() + retryFor
    for (const port of this.#ports) {
      const server = await this.#occupy(port, until - performance.now())
      if (server === undefined) return // released meanwhile
      if (this.#isWanted) this.#servers = [...this.#servers, server]
      else server.close()
    }
  }

  /** Frees the ports for the adopted Pea, which opens them itself. */
  async release(): Promise<void> {
    this.#isWanted = false
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)))
    this.#servers = []
    await Promise.all(closed)
  }

  /** Returns `undefined` if the ports were released meanwhile. */
  async #occupy(port: ReservedPort, retryFor: number): Promise<Server | undefined> {
    const listenIfWanted = async () => (this.#isWanted ? await listen(port) : undefined)
    return await bindWithRetry(port, listenIfWanted, retryFor)
  }
}

async function listen({ host, port }: ReservedPort): Promise<Server> {
  const server = createServer((connection) => connection.destroy())
  return await new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host, port, exclusive: true }, () => resolve(server))
  })
}
