import type { InputPlan, OutputPlan, SocketPlan } from '@peaflow/core'
import type { LinkSocket } from './link-socket.ts'

/** One socket of the plan, whichever way its parts go. */
export interface SocketSpec {
  readonly plan: SocketPlan
  readonly sends: boolean
  readonly edge: number
  /** The same for all sockets of one edge. */
  readonly key: string
}

/** A socket by which parts come. */
export function toInputSocket(plan: InputPlan): SocketSpec {
  return { plan, sends: false, edge: plan.edge, key: `from ${plan.edge}` }
}

/** A socket by which parts go. */
export function toOutputSocket(plan: OutputPlan): SocketSpec {
  return { plan, sends: true, edge: plan.edge, key: `to ${plan.to} ${plan.edge}` }
}

/** Takes the open socket that is what a link asks for out of those that are free; nothing if there is none. */
export function reuseSocket(free: Set<LinkSocket | undefined>, link: SocketSpec): LinkSocket | undefined {
  for (const socket of free) {
    if (socket?.key === link.key && socket.serves(link.plan)) {
      free.delete(socket)
      return socket
    }
  }
  return undefined
}
