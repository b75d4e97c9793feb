import type { PeaPlan } from '../plan/plan.ts'
import { WILDCARD_HOST } from '../topology/host.ts'
import type { SocketPlan } from '../topology/socket.ts'

/** The fields that decide whether a Pea has a network of its own. */
export type Insulation = Pick<PeaPlan, 'image' | 'container'>

/** Whether a Pea runs in a container with its own network, so that its ports have to be published. */
export function hasOwnNetwork({ image, container }: Insulation): boolean {
  const host = container?.docker?.HostConfig as { readonly NetworkMode?: unknown } | undefined
  return image !== undefined && host?.NetworkMode !== 'host'
}

/**
 * Turns a planned socket into the one that the Pea itself opens. In a container with its own network a BIND end listens
 * on all interfaces; which machines can dial it depends on where the port is published.
 */
export function socketInside<S extends SocketPlan>(pea: Insulation, socket: S): S {
  if (socket.mode === 'CONNECT' || !hasOwnNetwork(pea)) return socket
  const { bridge: _bridge, ...rest } = socket
  return { ...(rest as S), host: WILDCARD_HOST }
}
