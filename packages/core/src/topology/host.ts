import { FlowError } from '../error.ts'
import type { Placement } from './placement.ts'

/** What a Pea outside of a container dials to reach its own machine; a socket that opens it dials `127.0.0.1`. */
export const WILDCARD_HOST = '0.0.0.0'

/** The name by which a container reaches the machine it runs on. */
export const CONTAINER_HOST = 'host.docker.internal'

/** Where the two ends of a link run: who opens the port, and who dials it. */
export interface LinkEnds {
  readonly bind: Placement
  readonly connect: Placement
}

const NAMES_OF_THIS_MACHINE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', WILDCARD_HOST])

/** The machine of a Pea, by its name; null is the machine of the Flow, whose other names are `localhost` and the like. */
export function machineOf({ host = null }: Placement): string | null {
  return host === null || NAMES_OF_THIS_MACHINE.has(host) ? null : host
}

/** Whether two Peas run on one machine. */
export function shareMachine(one: Placement, other: Placement): boolean {
  return machineOf(one) === machineOf(other)
}

/**
 * The host that a CONNECT end dials to reach its BIND end: the table of JEP 2.
 *
 * @throws FlowError `ADDRESS_HOSTNAME` if another machine dials a BIND end that has no hostname.
 */
export function resolveHost({ bind, connect }: LinkEnds): string {
  if (shareMachine(bind, connect)) return connect.image === undefined ? WILDCARD_HOST : CONTAINER_HOST
  const hostname = bind.hostname ?? machineOf(bind)
  if (hostname !== null) return hostname
  throw new FlowError('ADDRESS_HOSTNAME', `"${connect.host}" must dial this machine, which has no hostname`, {
    hint: 'Say what other machines dial to reach this one: give the Flow a hostname',
  })
}
