import { FlowError } from '@peaflow/core'
import { checkAccess, corsHeaders } from '../access/check-access.ts'
import type { AccessRules } from '../access/rules.ts'
import { adminMethods, routeAdmin } from '../admin/route-admin.ts'
import { hasLeft } from '../calls/has-left.ts'
import type { Headers, HttpReply, HttpRequest } from '../http/exchange.ts'
import { createPage, type Page } from '../page/page.ts'
import { problemReply } from '../problem/problem-reply.ts'
import { endpointOf } from './endpoint.ts'
import { requestIdOf } from './request-id.ts'
import type { Route, RouteContext, RouterOptions, ServedAdmin } from './route.ts'
import { run } from './run.ts'
import { ROUTES } from './table.ts'

const BY_PATH: ReadonlyMap<string, Route> = new Map(ROUTES.map((route) => [route.path, route]))

/** Answers requests. What goes wrong before the answer has begun is a reply as well. */
export function createRouter(options: RouterOptions): (request: HttpRequest) => Promise<HttpReply> {
  const page = createPage()
  const { log, observer } = options
  const answered = async (request: HttpRequest): Promise<HttpReply> => {
    const requestId = requestIdOf(request.header('x-request-id'))
    const reply = await answer(contextOf(options, request, requestId), page).catch((caught) => {
      const thrown = request.cancellation.isCancelled ? hasLeft() : caught
      const reply = problemReply(thrown, { requestId, retryAfter: () => options.calls.retryAfter() })
      return { ...reply, headers: { ...reply.headers, ...allowed(thrown, request.path) } }
    })
    const { status, headers, body, error } = reply
    return { status, headers, common: commonHeaders(request, requestId, options.access), body, error }
  }
  return observer.http.count(answered, log && ((request, reply, ms) => log.answered(request, reply, ms)))
}

/** Field by field: a spread took 2 µs of each request, and made a slow object. */
function contextOf(options: RouterOptions, request: HttpRequest, requestId: string): RouteContext {
  const { running, access, maxBody, isLeaving, isDraining, calls, observer, admin } = options
  return { running, access, maxBody, isLeaving, isDraining, calls, observer, admin, request, requestId }
}

function commonHeaders(request: HttpRequest, requestId: string, access: AccessRules): Headers {
  const cors = corsHeaders(request, access)
  return cors === undefined ? { 'x-request-id': requestId } : { 'x-request-id': requestId, ...cors }
}

async function answer(context: RouteContext, page: Page): Promise<HttpReply> {
  const { request, access, admin } = context
  const { method, path, isAmbiguous } = request
  if (isAmbiguous) throw new FlowError('REQUEST_HTTP', 'the request does not have one Host header')
  const route = BY_PATH.get(path)
  const called = route !== undefined && isMethodOf(route, method) ? route : undefined
  if (called?.isOpen) return await called.answer(context)
  if (method === 'OPTIONS' && request.header('access-control-request-method') !== undefined) return preflight()
  if (admin !== undefined && (path === '/-' || path.startsWith('/-/'))) return await operate(request, admin, page)
  checkAccess(request, called?.isPublic ? { ...access, token: undefined } : access)
  if (called !== undefined) return await called.answer(context)
  const endpoint = endpointOf(path)
  if (method !== 'POST' || route !== undefined) throw wrongMethod(method, route ?? { method: 'POST', path: endpoint })
  return await run(context, endpoint)
}

function isMethodOf(route: Route, method: string): boolean {
  return route.method === method || (route.method === 'GET' && method === 'HEAD')
}

/** The page itself shows nothing of the Flow, so that it needs no token: it asks for it. */
async function operate(request: HttpRequest, { of, access }: ServedAdmin, page: Page): Promise<HttpReply> {
  const file = page(request)
  checkAccess(request, file === undefined ? access : { ...access, token: undefined })
  return file ?? (await routeAdmin(request, of))
}

/** What a browser asks before it lets a page of another origin call: its `Origin` has been looked at for the reply's headers. */
function preflight(): HttpReply {
  const headers = {
    'access-control-allow-methods': 'POST, GET',
    'access-control-allow-headers':
      'Content-Type, Authorization, X-Request-Id, Peaflow-Timeout, traceparent, tracestate, baggage',
    'access-control-max-age': '600',
  }
  return { status: 204, headers, body: '' }
}

function wrongMethod(method: string, { method: right, path }: Pick<Route, 'method' | 'path'>): FlowError {
  return new FlowError('REQUEST_METHOD', `${method.slice(0, 20)} is no way to call ${path}`, {
    hint: `${right} ${path}`,
  })
}

function allowed(error: unknown, path: string): Readonly<Record<string, string>> {
  if (!(error instanceof FlowError) || error.code !== 'REQUEST_METHOD') return {}
  if (path.startsWith('/-/')) return { allow: adminMethods(path).join(', ') }
  return { allow: BY_PATH.get(path)?.method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS' }
}
