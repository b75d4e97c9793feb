import { createServer, type Server } from 'node:net'
import type { SocketPlan } from '@peaflow/core'
import { bindPatiently } from '../socket/bind.ts'

/** One port of one interface. */
type Place = Pick<SocketPlan, 'host' | 'port'>

/** The ports that an external Pea told its users, kept from others while it serves no Flow; who dials them is hung up on. */
export class Reservation {
  readonly #places: readonly Place[]
  #servers: readonly Server[] = []
  #isWanted = false

  constructor(sockets: readonly SocketPlan[]) {
    this.#places = sockets.filter(({ mode, port }) => mode === 'BIND' && port !== 0)
  }

  /**
   * Takes the ports, and waits so many milliseconds for whoever still holds one.
   *
   * @throws FlowError `ADDRESS_IN_USE` if one is taken, `ADDRESS_BIND` if it cannot be opened otherwise.
   */
  async take(patience = 0): Promise<void> {
    this.#isWanted = true
    const until = performance.now() + patience
    for (const place of this.#places) {
      const server = await this.#hold(place, until - performance.now())
      if (server === undefined) return // released meanwhile
      if (this.#isWanted) this.#servers = [...this.#servers, server]
      else server.close()
    }
  }

  /** Gives the ports to the Pea, which opens them itself. */
  async release(): Promise<void> {
    this.#isWanted = false
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)))
    this.#servers = []
    await Promise.all(closed)
  }

  /** Nothing if the ports were released meanwhile. */
  async #hold(place: Place, patience: number): Promise<Server | undefined> {
    const listenIfWanted = async () => (this.#isWanted ? await listen(place) : undefined)
    return await bindPatiently(place, listenIfWanted, patience)
  }
}

async function listen({ host, port }: Place): Promise<Server> {
  const server = createServer((stranger) => stranger.destroy())
  return await new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host, port, exclusive: true }, () => resolve(server))
  })
}
