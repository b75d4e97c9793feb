import type { PeaPlan, SocketPlan } from '../plan/plan.ts'
import { WILDCARD_HOST } from './host.ts'

/** What decides whether a Pea has a network of its own. */
export type Insulation = Pick<PeaPlan, 'image' | 'container'>

/** Whether a Pea runs in a container with a network of its own, out of which ports are published. */
export function hasOwnNetwork({ image, container }: Insulation): boolean {
  const host = container?.docker?.HostConfig as { readonly NetworkMode?: unknown } | undefined
  return image !== undefined && host?.NetworkMode !== 'host'
}

/**
 * A socket as the Pea itself is told of it: in a container with a network of its own a BIND end opens its port on all
 * interfaces, and where it is published decides who may dial.
 */
export function socketInside<S extends SocketPlan>(pea: Insulation, socket: S): S {
  if (socket.mode === 'CONNECT' || !hasOwnNetwork(pea)) return socket
  const { bridge: _bridge, ...rest } = socket
  return { ...(rest as S), host: WILDCARD_HOST }
}
