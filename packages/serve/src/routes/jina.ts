import { type Document, FlowError } from '@peaflow/core'
import { asFlowError } from '@peaflow/pea/internal'
import { collect, toBody } from '../answer/collected.ts'
import { timingHeaders } from '../answer/timings.ts'
import type { HttpReply } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import { toProblem } from '../problem/problem.ts'
import { problemReply } from '../problem/problem-reply.ts'
import type { Content } from '../request/content.ts'
import { malformed } from '../request/failures.ts'
import { isMapping, parseBody, readContent } from '../request/json.ts'
import { readAll } from '../request/read-all.ts'
import { traceContextOf } from '../request/trace-context.ts'
import { readinessOf } from './health.ts'
import type { RouteContext } from './route.ts'
import { timeLimitOf } from './time-limit.ts'

/** `POST /post`: a request as Jina's clients send it, and an answer as they read it (jina 3, `serve/runtimes/gateway/http`). */
export async function jinaPost(context: RouteContext): Promise<HttpReply> {
  const { request, requestId, calls, maxBody } = context
  const timeout = timeLimitOf(request.header('peaflow-timeout'))
  calls.admit('/post', timeout)
  const { endpoint, content } = readPost((await readAll(request.body, maxBody)).toString())
  const { cancellation } = request
  const headers = traceContextOf(request.header)
  const call = { requestId, endpoint, content, timeout, cancellation, headers, batch: 1, pieces: false }
  try {
    const { documents, times, error } = await collect(calls.run({ ...call, protocol: 'http' }))
    if (error !== undefined) throw error
    const header = { requestId, execEndpoint: endpoint }
    const body = toBody({ header, parameters: content.parameters, data: documents }, 'application/json')
    const type = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return { status: 200, headers: { ...type, ...timingHeaders(times) }, body }
  } catch (caught) {
    return jinaProblem(caught, context)
  }
}

/** `GET /dry_run`: whether requests can be answered; code 0 is Jina's SUCCESS, 1 its ERROR. */
export function dryRun(context: RouteContext): HttpReply {
  const { status, pods } = readinessOf(context)
  if (status === 'ready') return jsonReply({ code: 0, description: '', exception: null })
  const lost = Object.keys(pods).filter((pod) => pods[pod]?.ready === 0)
  const description = status === 'lost' ? `no replica of ${lost.join(', ')} is ready` : 'the Flow is stopping'
  return jsonReply({ code: 1, description, header: { status: { code: 1, description } } }, 503)
}

/** `GET /status`: what Jina says of itself, which clients print, and how the Flow is. */
export function jinaStatus(context: RouteContext): HttpReply {
  return jsonReply({ jina: {}, envs: {}, flow: context.running.plan.flow, ...readinessOf(context) })
}

interface Post {
  readonly endpoint: string
  readonly content: Content
}

function readPost(text: string): Post {
  const body = parseBody(text)
  if (!isMapping(body)) throw malformed('the body is not a JSON object')
  const header = isMapping(body.header) ? body.header : {}
  const endpoint = body.execEndpoint ?? body.exec_endpoint ?? header.execEndpoint ?? header.exec_endpoint ?? '/'
  if (typeof endpoint !== 'string') throw malformed('"execEndpoint" is not a string')
  const { data, documents, parameters } = body
  const listed = isMapping(data) ? data.docs : (data ?? documents)
  const content = readContent({ documents: toDocuments(listed ?? []), parameters: parameters ?? {} })
  return { endpoint, content }
}

/** A string is a document with that text. */
function toDocuments(listed: unknown): unknown {
  return Array.isArray(listed) ? listed.map((one): Document => (typeof one === 'string' ? { text: one } : one)) : listed
}

/** A problem that says the same where Jina's clients look for it. */
function jinaProblem(caught: unknown, { requestId, calls }: RouteContext): HttpReply {
  const reply = problemReply(caught, { requestId, retryAfter: () => calls.retryAfter() })
  const { message, name } = caught instanceof FlowError ? caught : asFlowError(caught)
  const status = { code: 1, description: message, exception: { name } }
  const header = { requestId, status }
  return { ...reply, body: `${JSON.stringify({ ...toProblem(caught, requestId), header })}\n` }
}
