import { FlowError } from '@peaflow/core'
import type { Headers, HttpRequest } from '../http/exchange.ts'
import type { AccessRules } from './rules.ts'
import { hasToken } from './token.ts'

/** What access is decided by. */
export type Caller = Pick<HttpRequest, 'header' | 'isLoopback'>

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Checks who calls. A page of a browser may call from its own host, from an origin of `cors`, or with the token; on loopback
 * the `Host` has to be that of this machine, since another name may be a page that has been pointed at this port.
 *
 * @throws FlowError `REQUEST_HOST`, `REQUEST_ORIGIN` or `REQUEST_TOKEN`.
 */
export function checkAccess(request: Caller, rules: AccessRules): void {
  const { token } = rules
  const isKnown = token !== undefined && hasToken(request.header('authorization'), token)
  if (request.isLoopback) checkHost(request.header('host'), rules)
  if (!isKnown) checkOrigin(request, rules)
  if (token !== undefined && !isKnown) throw noToken(request.header('authorization') !== undefined)
}

/** The headers that let a page of another origin read the reply; `undefined` where none may. */
export function corsHeaders(request: HttpRequest, { cors }: AccessRules): Headers | undefined {
  if (cors.length === 0) return undefined
  const origin = request.header('origin')
  if (origin === undefined || !cors.includes(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'X-Request-Id, Server-Timing, Retry-After',
  }
}

function checkHost(host: string | undefined, { hosts }: AccessRules): void {
  const name = (host ?? '').toLowerCase().replace(/:\d*$/, '')
  if (LOOPBACK_HOSTS.has(name) || hosts.some((one) => one.toLowerCase() === name)) return
  throw new FlowError('REQUEST_HOST', `"${(host ?? '').slice(0, 200)}" is not a name of this server`, {
    hint: 'Call it as localhost, or add the name to hosts',
  })
}

function checkOrigin(request: Caller, { cors, isSecure }: AccessRules): void {
  const origin = request.header('origin')
  const own = `${isSecure ? 'https' : 'http'}://${request.header('host') ?? ''}`
  if (origin === undefined || origin === own || cors.includes(origin)) return
  throw new FlowError('REQUEST_ORIGIN', `pages of ${origin.slice(0, 200)} may not call this server`, {
    hint: 'Add that origin to cors, or send the token',
  })
}

function noToken(isWrong: boolean): FlowError {
  return new FlowError('REQUEST_TOKEN', isWrong ? 'the token is wrong' : 'a token is needed', {
    hint: 'Send Authorization: Bearer <token>',
  })
}
