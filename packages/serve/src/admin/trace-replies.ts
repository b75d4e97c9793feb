import { FlowError } from '@peaflow/core'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { Admin } from './admin.ts'
import { Query } from './query.ts'

/** How many traces are listed unless the client says, and at most. */
const TRACES = { usual: 100, most: 2_000 } as const

/**
 * `GET /-/traces`: the calls that have a trace, the newest first.
 *
 * @throws FlowError `REQUEST_QUERY`.
 */
export function tracesReply(request: HttpRequest, { traces }: Admin): HttpReply {
  const query = new Query(request.query)
  const limit = Math.min(query.number('limit') ?? TRACES.usual, TRACES.most)
  return jsonReply(traces.list({ failed: query.flag('failed'), slower: query.duration('slower'), limit }))
}

/**
 * `GET /-/traces/{request id}`: where the time of a call went.
 *
 * @throws FlowError `REQUEST_TRACE` if it has no trace, or none any more.
 */
export function traceReply({ traces }: Admin, id: string): HttpReply {
  const trace = traces.find(id)
  if (trace !== undefined) return jsonReply(trace)
  throw new FlowError('REQUEST_TRACE', `there is no trace of the request "${id.slice(0, 128)}"`, {
    hint: 'Traces are of the last 1000 requests, and of the last 1000 before them that were slow or failed; the id is the X-Request-Id of an answer',
  })
}
