import { FlowError } from '../error.ts'
import { isInCluster, resolveHost, shareMachine } from './host.ts'
import type { Placement } from './placement.ts'

/** One end of a link, before it is decided which end binds: where it runs, and what the user set by hand. */
export interface LinkEnd extends Placement {
  /** The id of the Pea, or any name that differs from that of the other end. */
  readonly name: string
  /** The Pea already runs, and opens its ports itself. */
  readonly external?: boolean | undefined
  /** This end sends to, or receives from, several replicas, and the other end is one of them. */
  readonly isFanOut?: boolean | undefined
  /** The host that this end dials, set by hand: `host_out` of a sender, `host_in` of a receiver. */
  readonly dial?: string | undefined
  /**
   * The address of the Engine that runs its container.
   *
   * @defaultValue the Engine of the `docker` command
   */
  readonly engine?: string | undefined
  /** The port, set by hand: `port_out` of a sender, `port_in` of a receiver. */
  readonly port?: number | undefined
}

/** The two ends of a link, once it is decided which of them binds. */
export interface Sides {
  readonly bind: LinkEnd
  readonly connect: LinkEnd
}

/**
 * Decides which end of a link binds.
 *
 * @throws FlowError `ADDRESS_EXTERNAL_NEIGHBOURS` or `ADDRESS_TWO_DIALLERS`, as `connect` does.
 */
export function decideSides(from: LinkEnd, to: LinkEnd): Sides {
  const fromBinds = { bind: from, connect: to }
  const toBinds = { bind: to, connect: from }
  if (from.dial !== undefined && to.dial !== undefined) throw twoDiallers(from, to)
  if (from.dial !== undefined) return toBinds
  if (to.dial !== undefined) return fromBinds
  if (from.external && to.external) throw externalNeighbours(from, to)
  for (const bindsFirst of PRECEDENCE) {
    if (bindsFirst(to, from)) return toBinds
    if (bindsFirst(from, to)) return fromBinds
  }
  return toBinds
}

/** The reasons for an end to bind, strongest first. */
const PRECEDENCE: readonly ((end: LinkEnd, other: LinkEnd) => boolean)[] = [
  (end) => end.external === true,
  // What is in a cluster can dial out of it, but can be dialled in it alone.
  (end, other) => isInCluster(other) && !isInCluster(end),
  (end) => end.isFanOut === true,
  (end) => end.port !== undefined,
  // A container that dials does not have to publish a port.
  (end, other) => end.image === undefined && other.image !== undefined && shareMachine(end, other),
]

function externalNeighbours(from: LinkEnd, to: LinkEnd): FlowError {
  const hostname = to.hostname ?? to.host ?? 'the address of this machine'
  const host = resolveHost({ bind: { ...to, hostname }, connect: from })
  const port = to.port ?? `the port_in of "${to.name}"`
  return new FlowError(
    'ADDRESS_EXTERNAL_NEIGHBOURS',
    `"${from.name}" and "${to.name}" are both external, so each waits for the other to dial`,
    { hint: `Let "${from.name}" dial: give it host_out: ${host} and port_out: ${port}` },
  )
}

function twoDiallers(from: LinkEnd, to: LinkEnd): FlowError {
  return new FlowError(
    'ADDRESS_TWO_DIALLERS',
    `"${from.name}" is to dial ${from.dial} and "${to.name}" is to dial ${to.dial}, so neither opens a port`,
    { hint: `Remove host_out of "${from.name}" or host_in of "${to.name}"` },
  )
}
