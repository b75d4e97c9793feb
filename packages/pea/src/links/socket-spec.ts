import type { WiredInput, WiredOutput } from '@peaflow/protocol'
import type { WiredSocket } from './credentials.ts'
import type { LinkSocket } from './link-socket.ts'

/** The socket for a plan's input or output. */
export type SocketSpec = InputSocketSpec | OutputSocketSpec

interface InputSocketSpec {
  readonly plan: WiredInput
  readonly sends: false
  readonly edge: number
  /** The same for all sockets of one edge. */
  readonly key: string
}

interface OutputSocketSpec {
  readonly plan: WiredOutput
  readonly sends: true
  readonly edge: number
  /** The same for all sockets of one edge. */
  readonly key: string
}

/** A socket that receives messages. */
export function toInputSocket(plan: WiredInput): InputSocketSpec {
  return { plan, sends: false, edge: plan.edge, key: `from ${plan.edge}` }
}

/** A socket that sends messages. */
export function toOutputSocket(plan: WiredOutput): OutputSocketSpec {
  return { plan, sends: true, edge: plan.edge, key: `to ${plan.to} ${plan.edge}` }
}

/** Removes and returns the open socket that satisfies the specification; `undefined` if there is none. */
export function reuseSocket(free: Set<LinkSocket | undefined>, spec: SocketSpec): LinkSocket | undefined {
  for (const socket of free) {
    if (socket?.key === spec.key && satisfies(socket, spec.plan)) {
      free.delete(socket)
      return socket
    }
  }
  return undefined
}

function satisfies({ plan: own, port }: LinkSocket, plan: WiredSocket): boolean {
  if (plan.mode !== own.mode || plan.host !== own.host || plan.bridge !== own.bridge) return false
  if (plan.path !== own.path || plan.transport !== own.transport) return false
  if (plan.mode === 'CONNECT') {
    return plan.port === own.port && plan.serverKey === own.serverKey && plan.peers.join() === own.peers.join()
  }
  return plan.port === 0 || plan.port === port || plan.port === own.port
}
