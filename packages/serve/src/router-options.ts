import { randomBytes } from 'node:crypto'
import type { RunningFlow } from '@peaflow/engine'
import type { Admin } from './admin/admin.ts'
import type { Call } from './calls/call.ts'
import { Calls } from './calls/calls.ts'
import { Closing } from './http/closing.ts'
import { AccessLog } from './log/access-log.ts'
import { FlowObserver } from './metrics/flow-observer.ts'
import type { ServeOptions } from './options.ts'
import type { Otlp } from './otlp/otlp.ts'
import { sampledTraceId } from './otlp/trace-context.ts'
import type { RouterOptions } from './routes/route.ts'
import { ROUTES } from './routes/table.ts'

/** What requests are answered from. */
export interface RouterSources {
  readonly running: RunningFlow
  readonly options: ServeOptions
  readonly admin?: Admin | undefined
  /** Exports traces. */
  readonly otlp?: Otlp | undefined
  /** How far the server is on its way out. */
  readonly closing?: Closing | undefined
}

/** The options of a router for clients of a port, and for those of a handler in another server. */
export function routerOptions(sources: RouterSources): RouterOptions {
  const { running, options, admin, otlp, closing = new Closing() } = sources
  const { token, cors = [], hosts = [], maxBody = 64 * 1_024 * 1_024, maxQueue = 1_024, tls, onAccess } = options
  // Where traces are exported, those that begin here count too.
  const traceIdOf = (call: Call) => (otlp === undefined ? sampledTraceId(call.headers) : otlp.traceIdOf(call))
  const paths = ROUTES.map(({ path }) => path)
  const isLeaving = () => closing.isLeaving
  const isDraining = () => closing.isDraining
  const observer = new FlowObserver(running, { paths, isLeaving, traceIdOf })
  const log = onAccess && new AccessLog(onAccess)
  const observers = [observer.refusals, observer.exemplars, admin?.traces, otlp, log].filter((one) => one !== undefined)
  const calls = new Calls({
    running,
    maxQueue,
    isDraining,
    observers,
    ...(otlp && { toSent: (call) => otlp.toSent(call) }),
  })
  const access = { token, cors, hosts, isSecure: tls !== undefined }
  const known = { running, calls, observer, log, access, maxBody, isLeaving, isDraining }
  if (admin === undefined) return known
  return { ...known, admin: { of: admin, access: { ...access, token: token ?? newToken() } } }
}

/**
 * The options of the same router for this user, who needs no token. Pages of a browser are refused there as well. What the
 * commands ask is not in the access log.
 */
export function ownOptions(routes: RouterOptions, admin: Admin): RouterOptions {
  const access = { cors: [], hosts: [], isSecure: false }
  return { ...routes, log: undefined, access, admin: { of: admin, access } }
}

/** A token that cannot be guessed, for one start. */
function newToken(): string {
  return randomBytes(32).toString('base64url')
}
