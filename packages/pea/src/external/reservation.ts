import { createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { FlowError, type SocketPlan } from '@peaflow/core'

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
      const server = await this.#hold(place, until)
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

  async #hold(place: Place, until: number): Promise<Server | undefined> {
    while (this.#isWanted) {
      try {
        return await listen(place)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > until)
          throw toError(place, error)
        await delay(50)
      }
    }
    return undefined
  }
}

async function listen({ host, port }: Place): Promise<Server> {
  const server = createServer((stranger) => stranger.destroy())
  return await new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host, port, exclusive: true }, () => resolve(server))
  })
}

function toError({ host, port }: Place, cause: unknown): FlowError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return new FlowError('ADDRESS_IN_USE', `port ${port} of ${host} is taken`, { cause })
  return new FlowError('ADDRESS_BIND', `port ${port} of ${host} cannot be opened: ${String(code)}`, { cause })
}
