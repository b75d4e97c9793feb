import { connect, createServer, type Socket } from 'node:net'

/** An Engine as it is seen through a socket that falls silent. */
export interface SilentProxy {
  /** `unix:///path` */
  readonly address: string
  close(): void
}

const KILL = /^POST \S+\/kill\?/
const PING = /^(?:GET|HEAD) \S*\/_ping/

/**
 * Opens a Unix socket that leads to an Engine until that is asked to end a container: this request is lost. One more ping is
 * answered, and nothing after it.
 */
export async function openSilentProxy(path: string, engine: string): Promise<SilentProxy> {
  const sockets = new Set<Socket>()
  let isAsked = false
  let pings = 0
  const isSilent = () => pings > 1
  const isLost = (request: string): boolean => {
    isAsked ||= KILL.test(request)
    if (isAsked && PING.test(request)) pings += 1
    return isSilent() || KILL.test(request)
  }
  const server = createServer((client) => {
    const upstream = connect(engine)
    const ends = [client, upstream]
    for (const end of ends) {
      sockets.add(end)
      end.on('error', () => {}) // the other end has gone
      end.on('close', () => {
        for (const one of ends) one.destroy()
      })
    }
    client.on('data', (chunk) => void (isLost(chunk.toString('latin1')) || upstream.write(chunk)))
    upstream.on('data', (chunk) => void (isSilent() || client.write(chunk)))
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    address: `unix://${path}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
