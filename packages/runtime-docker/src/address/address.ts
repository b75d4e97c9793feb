import { FlowError } from '@peaflow/core'

/** The address of a Docker Engine. */
export type EngineAddress = SocketAddress | TcpAddress | SshAddress

/** A Unix socket or named pipe of this machine. */
export interface SocketAddress {
  readonly kind: 'socket'
  readonly path: string
}

/** A TCP port that the Engine listens on. */
export interface TcpAddress {
  readonly kind: 'tcp'
  /** An IP or DNS name; an IPv6 address without its brackets. */
  readonly host: string
  readonly port: number
  /** Whether the port uses TLS. */
  readonly secure: boolean
}

/** A Unix socket of another machine, reached through `ssh`. */
export interface SshAddress {
  readonly kind: 'ssh'
  readonly host: string
  readonly user?: string | undefined
  /**
   * The port of the SSH server.
   *
   * @defaultValue the one that `ssh` uses, from its configuration
   */
  readonly port?: number | undefined
  /** The path of the Engine's socket on that machine. */
  readonly socket: string
}

/** The name of a context of the `docker` command. */
export interface ContextAddress {
  readonly kind: 'context'
  readonly name: string
}

/** The default socket of an Engine on Linux. */
export const ENGINE_SOCKET = '/var/run/docker.sock'

/** The conventional ports of an Engine, without and with TLS. */
const PORTS = { plain: 2375, secure: 2376 } as const

interface AddressInput {
  readonly url: URL
  readonly text: string
  /** Whether to use TLS where the address does not say. */
  readonly secure: boolean
}

type AddressParser = (input: AddressInput) => EngineAddress | ContextAddress | undefined

/** By scheme. A parser returns `undefined` for an address that is not valid. */
const PARSERS: Readonly<Record<string, AddressParser>> = {
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
 * Parses the address of an Engine in any form that the `docker` command accepts, or `context://name`.
 *
 * @throws FlowError `LAUNCH_DOCKER_ADDRESS` if it is not valid.
 */
export function parseAddress(input: string, { secure = false } = {}): EngineAddress | ContextAddress {
  const text = input.includes('://') ? input : `tcp://${input}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  const address = url && PARSERS[url.protocol]?.({ url, text, secure })
  if (address !== undefined) return address
  throw new FlowError('LAUNCH_DOCKER_ADDRESS', `"${input}" is not the address of a Docker Engine`, {
    hint: 'Write tcp://host:2376, ssh://user@host, context://name or unix:///path/to/docker.sock',
  })
}

/** A URL drops port 80 after `http:` and 443 after `https:`; here these are ports like any other. */
function asTcp(text: string): URL {
  return new URL(text.replace(/^https?:/, 'tcp:'))
}

function socketAt(path: string): SocketAddress {
  return { kind: 'socket', path: path || ENGINE_SOCKET }
}

function tcpAt({ hostname, port }: URL, secure: boolean): TcpAddress | undefined {
  const host = parseHost(hostname)
  const defaultPort = secure ? PORTS.secure : PORTS.plain
  return host === undefined ? undefined : { kind: 'tcp', host, port: port === '' ? defaultPort : Number(port), secure }
}

/** An address with a password is refused: `ssh` accepts none from us, and it does not belong in a flow file. */
function sshTo({ username, password, hostname, port, pathname }: URL): SshAddress | undefined {
  const host = parseHost(hostname)
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

/** Decodes percent-encoding; text with a stray `%` is returned as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Accepts an IP or DNS name only: `ssh`, and commands in its configuration, must not take it for an option or for shell code. */
function parseHost(hostname: string): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '')
  return /^[\w:][\w.:-]*$/.test(host) ? host : undefined
}
