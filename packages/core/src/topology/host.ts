import { FlowError } from '../error.ts'
import type { Placement } from './placement.ts'

/** The host that a Pea outside of a container dials to reach its own machine; a socket turns it into `127.0.0.1`. */
export const WILDCARD_HOST = '0.0.0.0'

/** The host name at which a container reaches the machine that it runs on. */
export const CONTAINER_HOST = 'host.docker.internal'

/**
 * The machine of every Pea in a Kubernetes cluster, and the host that such a Pea dials to reach another: each has an
 * address of its own, which is known once it is launched and then takes the place of this name.
 */
export const CLUSTER_HOST = 'pod.kubernetes.internal'

/** Where the two ends of a link run. */
export interface LinkEnds {
  /** The end that opens the port. */
  readonly bind: Placement
  /** The end that dials it. */
  readonly connect: Placement
}

const NAMES_OF_THIS_MACHINE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', WILDCARD_HOST])

/** The machine of a Pea: its `host`, or `null` for the machine of the Flow and its other names, such as `localhost`. */
export function machineOf({ host = null }: Placement): string | null {
  return host === null || NAMES_OF_THIS_MACHINE.has(host) ? null : host
}

/** Whether two Peas run on the same machine. */
export function shareMachine(one: Placement, other: Placement): boolean {
  return machineOf(one) === machineOf(other)
}

/** Whether a Pea runs in a Kubernetes cluster. */
export function isInCluster({ host }: Placement): boolean {
  return host === CLUSTER_HOST
}

/**
 * The host that a CONNECT end dials to reach its BIND end: the table of JEP 2.
 *
 * @throws FlowError `ADDRESS_HOSTNAME` if another machine dials a BIND end without a hostname.
 */
export function resolveHost({ bind, connect }: LinkEnds): string {
  if (isInCluster(bind)) return CLUSTER_HOST
  if (shareMachine(bind, connect)) return connect.image === undefined ? WILDCARD_HOST : CONTAINER_HOST
  const hostname = bind.hostname ?? machineOf(bind)
  if (hostname !== null) return hostname
  const dialler = isInCluster(connect) ? 'Kubernetes' : `"${connect.host}"`
  throw new FlowError('ADDRESS_HOSTNAME', `${dialler} must dial this machine, but the Flow has no hostname`, {
    hint: 'Set the hostname of the Flow: the address at which other machines reach this one',
  })
}
