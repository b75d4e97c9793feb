import { FlowError } from '@peaflow/core'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { Admin } from './admin.ts'
import { logsReply } from './logs.ts'
import { pictureReply } from './picture.ts'
import { restartPod, scalePod, stopFlow } from './pods.ts'
import { eventsReply } from './replies.ts'
import { shownPlan } from './shown-plan.ts'
import { tapReply } from './tap.ts'
import { traceReply, tracesReply } from './trace-replies.ts'

type Answer = (request: HttpRequest, admin: Admin, name: string) => HttpReply | Promise<HttpReply>

interface Route {
  readonly method: string
  /** A `*` stands for one name. */
  readonly path: string
  readonly answer: Answer
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/-/status', answer: async (_, admin) => jsonReply(await admin.status()) },
  { method: 'GET', path: '/-/plan', answer: (_, { running }) => jsonReply(shownPlan(running.plan)) },
  { method: 'GET', path: '/-/plan.svg', answer: pictureReply },
  { method: 'GET', path: '/-/statistics', answer: (_, { running }) => jsonReply(running.statistics()) },
  { method: 'GET', path: '/-/rates', answer: (_, { rates }) => jsonReply(rates.read()) },
  { method: 'GET', path: '/-/events', answer: events },
  { method: 'GET', path: '/-/logs', answer: logsReply },
  { method: 'GET', path: '/-/traces', answer: tracesReply },
  { method: 'GET', path: '/-/traces/*', answer: (_, admin, id) => traceReply(admin, id) },
  { method: 'GET', path: '/-/pods/*/tap', answer: tapReply },
  { method: 'PATCH', path: '/-/pods/*', answer: scalePod },
  { method: 'POST', path: '/-/pods/*/restart', answer: (_, admin, pod) => restartPod(admin, pod) },
  { method: 'POST', path: '/-/stop', answer: stopFlow },
]

/**
 * Answers a request of the admin API, from a client that may use it.
 *
 * @throws FlowError `REQUEST_ENDPOINT` if there is no such route, `REQUEST_METHOD` if it has other methods, and what each
 * route throws.
 */
export async function routeAdmin(request: HttpRequest, admin: Admin): Promise<HttpReply> {
  const matching = routesAt(request.path)
  const route = matching.find(({ method }) => method === request.method)
  if (route === undefined) throw noRoute(request, matching)
  const pattern = route.path.split('/')
  const [name = ''] = request.path.split('/').filter((_, index) => pattern[index] === '*')
  return await route.answer(request, admin, decode(name))
}

/** The methods that a path of the admin API has. */
export function adminMethods(path: string): readonly string[] {
  return routesAt(path).map(({ method }) => method)
}

function routesAt(path: string): readonly Route[] {
  return ROUTES.filter((route) => matches(route.path.split('/'), path.split('/')))
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((name, index) => name === '*' || name === path[index])
}

function events({ cancellation }: HttpRequest, { events, streams }: Admin): HttpReply {
  const { signal } = cancellation
  return eventsReply(streams.open(() => events.read(signal), signal))
}

function noRoute({ method, path }: HttpRequest, matching: readonly Route[]): FlowError {
  const [route] = matching
  if (route === undefined) {
    return new FlowError('REQUEST_ENDPOINT', `there is no ${path.slice(0, 200)}`, {
      hint: `There is ${ROUTES.map((one) => one.path.replace('*', '{name}')).join(', ')}`,
    })
  }
  return new FlowError('REQUEST_METHOD', `${method.slice(0, 20)} is no way to call ${path.slice(0, 200)}`, {
    hint: matching.map((one) => `${one.method} ${one.path.replace('*', '{name}')}`).join(', '),
  })
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch (cause) {
    throw new FlowError('REQUEST_PATH', `"${name.slice(0, 200)}" is not percent-encoded UTF-8`, { cause })
  }
}
