import { isIP, type Server } from 'node:net'
import { FlowError } from '@peaflow/core'

/** What a server speaks, for messages. */
export type ServerProtocol = 'HTTP' | 'gRPC'

/** Of each protocol, the code of an error of its address, and how to do better. */
const PROTOCOLS = {
  HTTP: { code: 'ADDRESS_HTTP', hint: 'Give another port with --http, or none to take the next free one' },
  gRPC: { code: 'ADDRESS_GRPC', hint: 'Give another port with --grpc' },
} as const

/** Where a server listens. */
export interface HttpAddress {
  readonly host: string
  readonly port: number
}

/** The port that is tried first where none is given. */
const FIRST_PORT = 8_080

/** How many ports are tried. */
const TRIES = 100

/**
 * The address that an option names: a port of 127.0.0.1, or `host:port`.
 *
 * @param protocol - what is to be served there, for the message
 *
 * @throws FlowError `ADDRESS_HTTP` or `ADDRESS_GRPC` if it names none.
 */
export function parseAddress(option: number | string, protocol: ServerProtocol = 'HTTP'): HttpAddress {
  const [, host = '127.0.0.1', port] = /^(?:(\[[\da-f:.]+\]|[^:\s]+):)?(\d{1,5})$/i.exec(String(option)) ?? []
  if (port === undefined || Number(port) > 65_535) {
    throw new FlowError(PROTOCOLS[protocol].code, `"${option}" is not an address to serve ${protocol} at`, {
      hint: 'Write a port, such as 8080, or a host and a port, such as 0.0.0.0:8080',
    })
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** An address as URLs write it: `127.0.0.1:8080`, `[::1]:8080`. */
export function authorityOf({ host, port }: HttpAddress): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** Whether only this machine reaches an address. */
export function isLoopbackAddress({ host }: Pick<HttpAddress, 'host'>): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/**
 * Listens at an address. Returns it, with the port.
 *
 * @throws FlowError `ADDRESS_HTTP` or `ADDRESS_GRPC` if the port is taken or cannot be opened.
 */
export async function listenAt(server: Server, address: HttpAddress, protocol: ServerProtocol): Promise<HttpAddress> {
  const { host, port } = address
  return await new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => reject(cannotListen(cause, address, protocol))
    server.once('error', onError)
    server.listen({ host, port }, () => {
      server.off('error', onError)
      const address = server.address()
      resolve({ host, port: typeof address === 'object' && address !== null ? address.port : port })
    })
  })
}

/**
 * Listens for HTTP at an address; without one, at the first port from 8080 on that is free, on loopback.
 *
 * @throws FlowError `ADDRESS_HTTP` if the port is taken or cannot be opened.
 */
export async function listen(server: Server, address: HttpAddress | undefined): Promise<HttpAddress> {
  if (address !== undefined) return await listenAt(server, address, 'HTTP')
  for (let port = FIRST_PORT; port < FIRST_PORT + TRIES; port += 1) {
    try {
      return await listenAt(server, { host: '127.0.0.1', port }, 'HTTP')
    } catch (error) {
      if ((error as FlowError & { cause: NodeJS.ErrnoException }).cause.code !== 'EADDRINUSE') throw error
    }
  }
  return await listenAt(server, { host: '127.0.0.1', port: 0 }, 'HTTP')
}

function cannotListen(cause: NodeJS.ErrnoException, address: HttpAddress, protocol: ServerProtocol): FlowError {
  const why = cause.code === 'EADDRINUSE' ? 'the port is already in use' : cause.message
  const { code, hint } = PROTOCOLS[protocol]
  return new FlowError(code, `${protocol} cannot be served at ${authorityOf(address)}: ${why}`, { hint, cause })
}
