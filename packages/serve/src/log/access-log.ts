import type { FlowError } from '@peaflow/core'
import type { Call, CallObserver, CallOutcome } from '../calls/call.ts'
import type { Cancellation } from '../http/cancellation.ts'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { statusOf } from '../problem/status.ts'
import type { AccessEntry, OnAccess } from './access-entry.ts'

/** The most characters of a path. */
const MAX_PATH = 500

/** What stands in the place of a method. */
const METHODS = { websocket: 'WebSocket', grpc: 'gRPC' } as const

/** Says of each request how it was answered: of HTTP, of all requests; of other protocols, of the calls. */
export class AccessLog implements CallObserver {
  readonly #onAccess: OnAccess
  /** What failed calls over HTTP whose status may have been sent before. */
  readonly #errors = new WeakMap<Cancellation, FlowError>()

  constructor(onAccess: OnAccess) {
    this.#onAccess = onAccess
  }

  ended({ protocol, endpoint, requestId, cancellation }: Call, { duration, error }: CallOutcome): void {
    if (protocol === 'http') {
      if (error !== undefined) this.#errors.set(cancellation, error)
      return
    }
    const status = error === undefined ? 200 : statusOf(error)
    const path = endpoint.slice(0, MAX_PATH)
    this.#onAccess({ protocol, method: METHODS[protocol], path, status, ms: duration, requestId, ...failureOf(error) })
  }

  /** A request over HTTP has been answered, after so many milliseconds. */
  answered({ method, path, cancellation }: HttpRequest, { status, common, error: known }: HttpReply, ms: number): void {
    const error = known ?? this.#errors.get(cancellation)
    this.#onAccess({
      protocol: 'http',
      method: method.slice(0, 20),
      path: path.slice(0, MAX_PATH),
      status: error?.code === 'REQUEST_CANCELLED' ? 499 : status,
      ms,
      requestId: common?.['x-request-id'] ?? '',
      ...failureOf(error),
    })
  }
}

function failureOf(error: FlowError | undefined): Pick<AccessEntry, 'code' | 'pod'> {
  return error === undefined ? {} : { code: error.code, ...(error.pod !== undefined && { pod: error.pod }) }
}
