import type { FlowReadiness } from '@peaflow/engine'
import type { HttpReply } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { RouteContext } from './route.ts'

/** Whether the process answers at all. */
export function liveness(): HttpReply {
  return jsonReply({ status: 'live' })
}

/** Whether the Flow can answer requests now: 503 while it is stopping, and while a Pod has no replica. */
export function readiness(context: RouteContext): HttpReply {
  const { status, pods } = readinessOf(context)
  return jsonReply({ status, pods }, status === 'ready' ? 200 : 503)
}

/** What a Flow and its server are ready for. */
export function readinessOf({ running, isLeaving }: Pick<RouteContext, 'running' | 'isLeaving'>): {
  readonly status: 'ready' | 'lost' | 'draining'
  readonly pods: FlowReadiness['pods']
} {
  const { status, pods } = running.readiness()
  return { status: isLeaving() || status === 'stopping' ? 'draining' : status, pods }
}
