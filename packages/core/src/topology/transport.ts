import { machineOf } from './host.ts'
import type { LinkEnd, Sides } from './sides.ts'
import type { SocketPlan } from './socket.ts'

/** How the two ends of a link talk: through a Unix socket in a folder of their Flow, or through a TCP port. */
export type Transport = 'unix' | 'tcp'

/**
 * The transport that the description of a link allows. `unix` if both ends run on the machine of the Flow, as far as the
 * description says, and no address was set by hand. Whether a container really shares kernel, user and paths with this
 * machine is known only at the start: where it does not, the link uses TCP nevertheless.
 */
export function transportOf({ bind, connect }: Sides, listensEverywhere: boolean): Transport {
  const ends = [bind, connect]
  if (listensEverywhere || ends.some(({ dial, port }) => dial !== undefined || port !== undefined)) return 'tcp'
  return ends.every(isLocal) && shareEngine(bind, connect) ? 'unix' : 'tcp'
}

/** Whether a socket opens, or dials, a TCP port: not if it has only the path of a Unix socket. */
export function usesPort({ mode, path, transport }: Pick<SocketPlan, 'mode' | 'path' | 'transport'>): boolean {
  return path === undefined || (mode === 'BIND' && transport === 'both')
}

function isLocal(end: LinkEnd): boolean {
  return machineOf(end) === null && end.external !== true && isLocalEngine(end.engine)
}

function isLocalEngine(engine: string | undefined): boolean {
  return engine === undefined || /^(unix|npipe):/.test(engine)
}

/** Two containers share this machine only if one Engine runs both. */
function shareEngine(one: LinkEnd, other: LinkEnd): boolean {
  return one.image === undefined || other.image === undefined || one.engine === other.engine
}
