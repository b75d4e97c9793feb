import type { HttpReply } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import { toOpenApi } from '../openapi/document.ts'
import type { RouteContext } from './route.ts'

/** The description of the Flow's endpoints. */
export function openApi({ running, access }: RouteContext): HttpReply {
  const hasToken = access.token !== undefined
  return jsonReply(toOpenApi({ flow: running.plan.flow, endpoints: running.endpoints(), hasToken }))
}
