import { FlowError } from '../error.ts'
import type { LinkPlan, SocketPlan } from '../plan/plan.ts'
import { CONTAINER_HOST, resolveHost, shareMachine, WILDCARD_HOST } from './host.ts'
import type { Placement } from './placement.ts'

/** One end of a link before it is decided who binds: where it runs, and what was given by hand. */
export interface LinkEnd extends Placement {
  /** The id of the Pea, or any name that tells it from the other end. */
  readonly name: string
  /** It runs already, and opens its ports itself. */
  readonly external?: boolean | undefined
  /** The other end is one of several replicas that this end deals out to, or gathers from. */
  readonly hub?: boolean | undefined
  /** The host that this end dials, given by hand: `host_out` where data leaves, `host_in` where it arrives. */
  readonly dial?: string | undefined
  /** The port given by hand: `port_out` where data leaves, `port_in` where it arrives. */
  readonly port?: number | undefined
}

/** A link whose sides are decided: its row in the plan, and the socket of each end. */
export interface Link extends LinkPlan {
  /** The socket of `from`, by which results leave. */
  readonly output: SocketPlan
  /** The socket of `to`, by which parts arrive. */
  readonly input: SocketPlan
}

/** What {@link connect} takes from its caller instead of deciding it. */
export interface ConnectOptions {
  /**
   * The port that the BIND end opens, where none was given by hand.
   *
   * @defaultValue 20_000
   */
  readonly port?: ((bind: LinkEnd) => number) | undefined
  /**
   * `0.0.0.0`: the BIND end opens its port on all interfaces (the rule of JEP 2).
   *
   * @defaultValue only where somebody dials
   */
  readonly bind?: typeof WILDCARD_HOST | undefined
}

interface Sides {
  readonly bind: LinkEnd
  readonly connect: LinkEnd
}

/**
 * Joins two Peas between which data goes: decides who binds, who connects, and at which address.
 *
 * @throws FlowError `ADDRESS_EXTERNAL_NEIGHBOURS` if both ends are external and neither was told whom to dial.
 * @throws FlowError `ADDRESS_TWO_DIALLERS` if both ends were told to dial.
 * @throws FlowError `ADDRESS_TWO_PORTS` if each end was given a port of its own and neither a host.
 * @throws FlowError `ADDRESS_HOSTNAME` if another machine dials a BIND end that has no hostname.
 *
 * @example
 * connect({ name: 'encode', image: 'acme/encoder' }, { name: 'index' }).address // 'tcp://host.docker.internal:20000'
 */
export function connect(from: LinkEnd, to: LinkEnd, options: ConnectOptions = {}): Link {
  const sides = chooseSides(from, to)
  const { bind, connect } = sides
  const opened = openedPort(sides, options)
  const dialled = (connect.dial === undefined ? undefined : connect.port) ?? opened
  const fixed = bind.port === undefined && connect.port === undefined ? {} : { fixed: true as const }
  const host = connect.dial ?? resolveHost(sides)
  const sockets = {
    bind: {
      pattern: 'ROUTER',
      mode: 'BIND',
      ...listenAt(sides, options),
      port: opened,
      ...fixed,
      peers: [connect.name],
    },
    connect: { pattern: 'DEALER', mode: 'CONNECT', host, port: dialled, ...fixed, peers: [bind.name] },
  } as const satisfies Record<string, SocketPlan>
  return {
    from: from.name,
    to: to.name,
    bind: bind.name,
    connect: connect.name,
    address: toAddress(host, dialled),
    output: bind === from ? sockets.bind : sockets.connect,
    input: bind === to ? sockets.bind : sockets.connect,
  }
}

/** `tcp://host:port`. */
export function toAddress(host: string, port: number): string {
  return host.includes(':') ? `tcp://[${host}]:${port}` : `tcp://${host}:${port}`
}

function chooseSides(from: LinkEnd, to: LinkEnd): Sides {
  const fromBinds = { bind: from, connect: to }
  const toBinds = { bind: to, connect: from }
  if (from.dial !== undefined && to.dial !== undefined) throw twoDiallers(from, to)
  if (from.dial !== undefined) return toBinds
  if (to.dial !== undefined) return fromBinds
  if (from.external && to.external) throw externalNeighbours(from, to)
  for (const claims of CLAIMS) {
    if (claims(to, from)) return toBinds
    if (claims(from, to)) return fromBinds
  }
  return toBinds
}

/** What makes an end the one that binds: a stronger claim comes first. */
const CLAIMS: readonly ((end: LinkEnd, other: LinkEnd) => boolean)[] = [
  (end) => end.external === true,
  (end) => end.hub === true,
  (end) => end.port !== undefined,
  // A container that dials publishes nothing.
  (end, other) => end.image === undefined && other.image !== undefined && shareMachine(end, other),
]

function openedPort({ bind, connect }: Sides, { port = () => 20_000 }: ConnectOptions): number {
  // A forwarded port may differ from the one it leads to, so two are allowed where the dialled host is given too.
  const contradict = bind.port !== undefined && connect.port !== undefined && bind.port !== connect.port
  if (contradict && connect.dial === undefined) throw twoPorts(bind, connect)
  return bind.port ?? connect.port ?? port(bind)
}

/** Opens a port where somebody dials it and nowhere else; for a container that is where its port is published. */
function listenAt(sides: Sides, options: ConnectOptions): Pick<SocketPlan, 'host' | 'bridge'> {
  if (options.bind !== undefined || dialledFromAfar(sides)) return { host: WILDCARD_HOST }
  const bridged = sides.connect.image !== undefined
  return bridged ? { host: '127.0.0.1', bridge: true } : { host: '127.0.0.1' }
}

function dialledFromAfar({ bind, connect }: Sides): boolean {
  if (connect.dial === undefined) return !shareMachine(bind, connect)
  return connect.dial !== CONTAINER_HOST && !shareMachine({ host: connect.dial }, {})
}

function externalNeighbours(from: LinkEnd, to: LinkEnd): FlowError {
  const hostname = to.hostname ?? to.host ?? 'the address of this machine'
  const host = resolveHost({ bind: { ...to, hostname }, connect: from })
  const port = to.port ?? `the port_in of "${to.name}"`
  return new FlowError(
    'ADDRESS_EXTERNAL_NEIGHBOURS',
    `"${from.name}" and "${to.name}" are both external, so both wait to be dialled`,
    { hint: `Let "${from.name}" dial: give it host_out: ${host} and port_out: ${port}` },
  )
}

function twoDiallers(from: LinkEnd, to: LinkEnd): FlowError {
  return new FlowError(
    'ADDRESS_TWO_DIALLERS',
    `"${from.name}" is told to dial ${from.dial} and "${to.name}" to dial ${to.dial}, so neither opens a port`,
    { hint: `Leave out host_out of "${from.name}" or host_in of "${to.name}"` },
  )
}

function twoPorts(bind: LinkEnd, connect: LinkEnd): FlowError {
  return new FlowError(
    'ADDRESS_TWO_PORTS',
    `"${bind.name}" opens port ${bind.port}, but "${connect.name}", which dials it, is given port ${connect.port}`,
    { hint: 'Give the same port to both ends, or to one of them' },
  )
}
