import type { RunningFlow } from '@peaflow/engine'
import type { AccessRules } from '../access/rules.ts'
import type { Admin } from '../admin/admin.ts'
import type { Calls } from '../calls/calls.ts'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import type { AccessLog } from '../log/access-log.ts'
import type { FlowObserver } from '../metrics/flow-observer.ts'

/** What the routes serve, and to whom. */
export interface RouterOptions {
  readonly running: RunningFlow
  readonly access: AccessRules
  /** The most bytes in the body of a request, or in a line of NDJSON. */
  readonly maxBody: number
  /** Whether the server says that it is not ready: it will be closed. */
  isLeaving(): boolean
  /** Whether the server is being closed: what is in flight is answered, and nothing new is taken. */
  isDraining(): boolean
  readonly calls: Calls
  readonly observer: FlowObserver
  /** Learns of each request. */
  readonly log?: AccessLog | undefined
  /** The admin API, at `/-/`, and who may use it. Without it there is none. */
  readonly admin?: ServedAdmin | undefined
}

/** An admin API, and who may use it. */
export interface ServedAdmin {
  readonly of: Admin
  readonly access: AccessRules
}

/** A request, and what answers it. */
export interface RouteContext extends RouterOptions {
  readonly request: HttpRequest
  readonly requestId: string
}

/** A path that is no endpoint of the Flow. */
export interface Route {
  readonly path: string
  /** `GET` answers `HEAD` as well. */
  readonly method: 'GET' | 'POST'
  /** Whether anybody may call it, such as a probe that has no token. */
  readonly isOpen?: true
  /** Whether it needs no token: it says nothing of the Flow. */
  readonly isPublic?: true
  answer(context: RouteContext): HttpReply | Promise<HttpReply>
}
