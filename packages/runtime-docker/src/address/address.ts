import { FlowError } from '@peaflow/core'

/** Where a Docker Engine is reached. */
export type EngineAddress = SocketAddress | TcpAddress | SshAddress

/** A socket, or a named pipe, of this machine. */
export interface SocketAddress {
  readonly kind: 'socket'
  readonly path: string
}

/** A port that the Engine itself listens at. */
export interface TcpAddress {
  readonly kind: 'tcp'
  /** An IP or DNS name; an IPv6 address without its brackets. */
  readonly host: string
  readonly port: number
  /** It speaks TLS. */
  readonly secure: boolean
}

/** A socket of another machine, to which `ssh` leads. */
export interface SshAddress {
  readonly kind: 'ssh'
  readonly host: string
  readonly user?: string | undefined
  /** What `ssh` takes by itself, if it is not given. */
  readonly port?: number | undefined
  /** The Engine's socket there. */
  readonly socket: string
}

/** The name of a context of the `docker` command. */
export interface ContextAddress {
  readonly kind: 'context'
  readonly name: string
}

/** Where the Engine of a Linux machine listens. */
export const ENGINE_SOCKET = '/var/run/docker.sock'

/** The ports that an Engine has by custom: the second with TLS. */
const PORTS = { plain: 2375, secure: 2376 } as const

interface Reading {
  readonly url: URL
  readonly text: string
  /** The user wants TLS wherever the address does not say it. */
  readonly secure: boolean
}

type Reader = (reading: Reading) => EngineAddress | ContextAddress | undefined

/** By scheme; what the address does not hold to is none. */
const READERS: Readonly<Record<string, Reader>> = {
  'unix:': ({ url: { host, pathname } }) => (host === '' ? socketAt(decode(pathname)) : undefined),
  'npipe:': ({ text }) => socketAt(text.slice('npipe://'.length)),
  'tcp:': ({ url, secure }) => tcpAt(url, secure || url.port === String(PORTS.secure)),
  'http:': ({ text }) => tcpAt(asTcp(text), false),
  'https:': ({ text }) => tcpAt(asTcp(text), true),
  'ssh:': ({ url }) => sshTo(url),
  'context:': ({ url: { host, pathname } }) =>
    host !== '' && pathname === '' ? { kind: 'context', name: decode(host) } : undefined,
}

/**
 * Reads the address of an Engine as the `docker` command does, and `context://name`.
 *
 * @throws FlowError `LAUNCH_DOCKER_ADDRESS` if it is none.
 */
export function readAddress(given: string, { secure = false } = {}): EngineAddress | ContextAddress {
  const text = given.includes('://') ? given : `tcp://${given}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  const address = url && READERS[url.protocol]?.({ url, text, secure })
  if (address !== undefined) return address
  throw new FlowError('LAUNCH_DOCKER_ADDRESS', `"${given}" is no address of a Docker Engine`, {
    hint: 'Write tcp://host:2376, ssh://user@host, context://name or unix:///path/to/docker.sock',
  })
}

/** A URL of the web hides the port that is by custom the web's. */
function asTcp(text: string): URL {
  return new URL(text.replace(/^https?:/, 'tcp:'))
}

function socketAt(path: string): SocketAddress {
  return { kind: 'socket', path: path || ENGINE_SOCKET }
}

function tcpAt({ hostname, port }: URL, secure: boolean): TcpAddress | undefined {
  const host = readHost(hostname)
  const byCustom = secure ? PORTS.secure : PORTS.plain
  return host === undefined ? undefined : { kind: 'tcp', host, port: port === '' ? byCustom : Number(port), secure }
}

/** A password is none: nobody could type it, and a flow file is no place for it. */
function sshTo({ username, password, hostname, port, pathname }: URL): SshAddress | undefined {
  const host = readHost(hostname)
  if (host === undefined || password !== '' || !/^([\w.+][\w.+-]*)?$/.test(username)) return undefined
  const socket = pathname === '' || pathname === '/' ? ENGINE_SOCKET : decode(pathname)
  return {
    kind: 'ssh',
    host,
    ...(username !== '' && { user: username }),
    ...(port !== '' && { port: Number(port) }),
    socket,
  }
}

/** What is not encoded as in a URL is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An IP or DNS name, and nothing that `ssh`, or a command of its configuration, would take for more than that. */
function readHost(hostname: string): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '')
  return /^[\w:][\w.:-]*$/.test(host) ? host : undefined
}
