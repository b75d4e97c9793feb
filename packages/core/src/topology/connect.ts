import { FlowError } from '../error.ts'
import { CONTAINER_HOST, isInCluster, resolveHost, shareMachine, WILDCARD_HOST } from './host.ts'
import type { Link } from './link.ts'
import { decideSides, type LinkEnd, type Sides } from './sides.ts'
import type { SocketPlan } from './socket.ts'
import { transportOf } from './transport.ts'

/** Options of {@link connect}. */
export interface ConnectOptions {
  /**
   * Chooses the port that the BIND end opens, unless the user set one by hand.
   *
   * @defaultValue 20_000
   */
  readonly port?: ((bind: LinkEnd) => number) | undefined
  /**
   * `0.0.0.0`: the BIND end listens on all interfaces (the rule of JEP 2).
   *
   * @defaultValue only the interfaces at which the CONNECT end can reach it
   */
  readonly bind?: typeof WILDCARD_HOST | undefined
}

/**
 * Links two Peas of which one sends data to the other: decides which end binds, which connects, and at what address.
 *
 * @throws FlowError `ADDRESS_EXTERNAL_NEIGHBOURS` if both ends are external and neither has a host to dial.
 * @throws FlowError `ADDRESS_TWO_DIALLERS` if both ends have a host to dial.
 * @throws FlowError `ADDRESS_TWO_PORTS` if the ends have different ports and neither has a host to dial.
 * @throws FlowError `ADDRESS_HOSTNAME` if another machine dials a BIND end without a hostname.
 *
 * @example
 * connect({ name: 'encode', image: 'acme/encoder' }, { name: 'index' }).address // 'tcp://host.docker.internal:20000'
 */
export function connect(from: LinkEnd, to: LinkEnd, options: ConnectOptions = {}): Link {
  const sides = decideSides(from, to)
  const { bind, connect } = sides
  const boundPort = portOf(sides, options)
  const dialledPort = (connect.dial === undefined ? undefined : connect.port) ?? boundPort
  const fixed = bind.port === undefined && connect.port === undefined ? {} : { fixed: true as const }
  const host = connect.dial ?? resolveHost(sides)
  const transport = transportOf(sides, options.bind !== undefined)
  const local = transport === 'unix' ? { transport } : {}
  const sockets = {
    bind: {
      pattern: 'ROUTER',
      mode: 'BIND',
      ...interfaceOf(sides, options),
      port: boundPort,
      ...fixed,
      ...local,
      peers: [connect.name],
    },
    connect: { pattern: 'DEALER', mode: 'CONNECT', host, port: dialledPort, ...fixed, ...local, peers: [bind.name] },
  } as const satisfies Record<string, SocketPlan>
  return {
    from: from.name,
    to: to.name,
    bind: bind.name,
    connect: connect.name,
    address: toAddress(host, dialledPort),
    transport,
    output: bind === from ? sockets.bind : sockets.connect,
    input: bind === to ? sockets.bind : sockets.connect,
  }
}

/** Formats `tcp://host:port`, with brackets around an IPv6 address. */
export function toAddress(host: string, port: number): string {
  return `tcp://${toHostPort(host, port)}`
}

/** Formats `host:port`, with brackets around an IPv6 address. */
export function toHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function portOf({ bind, connect }: Sides, { port = () => 20_000 }: ConnectOptions): number {
  // A forwarded port may differ from its target, so a CONNECT end with a host of its own may have a port of its own.
  const isAmbiguous = bind.port !== undefined && connect.port !== undefined && bind.port !== connect.port
  if (isAmbiguous && connect.dial === undefined) throw twoPorts(bind, connect)
  return bind.port ?? connect.port ?? port(bind)
}

/** The interface that the BIND end listens on; for a container, the one that its port is published on. */
function interfaceOf(sides: Sides, options: ConnectOptions): Pick<SocketPlan, 'host' | 'bridge'> {
  if (options.bind !== undefined || isDialledRemotely(sides)) return { host: WILDCARD_HOST }
  const isContainer = sides.connect.image !== undefined
  return isContainer ? { host: '127.0.0.1', bridge: true } : { host: '127.0.0.1' }
}

function isDialledRemotely({ bind, connect }: Sides): boolean {
  if (connect.dial === undefined) return !shareMachine(bind, connect) || isInCluster(bind)
  return connect.dial !== CONTAINER_HOST && !shareMachine({ host: connect.dial }, {})
}

function twoPorts(bind: LinkEnd, connect: LinkEnd): FlowError {
  return new FlowError(
    'ADDRESS_TWO_PORTS',
    `"${bind.name}" opens port ${bind.port}, but "${connect.name}" is to dial port ${connect.port}`,
    { hint: 'Give both ends the same port, or give a port to one of them only' },
  )
}
