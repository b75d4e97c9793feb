import type { FlowError } from '@peaflow/core'
import { asFlowError } from '@peaflow/pea/internal'
import type { Call, CallObserver, CallOutcome } from '../calls/call.ts'
import type { Cancellation } from '../http/cancellation.ts'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { statusOf } from '../problem/status.ts'
import type { AccessEntry, OnAccess } from './access-entry.ts'

/** The most characters of a path. */
const MAX_PATH = 500

/** What stands in the place of a method. */
const METHODS = { websocket: 'WebSocket', grpc: 'gRPC' } as const

/** A call that has not begun. */
export interface RefusedCall extends Pick<AccessEntry, 'path' | 'requestId'> {
  readonly protocol: keyof typeof METHODS
}

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
    this.#called({ protocol, path: endpoint, requestId }, { ms: duration, error })
  }

  /** A call over another protocol than HTTP was refused before it began, or a connection for such. */
  turnedAway(call: RefusedCall, error: unknown): void {
    this.#called(call, { ms: 0, error: asFlowError(error) })
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

  #called(call: RefusedCall, { ms, error }: { readonly ms: number; readonly error: FlowError | undefined }): void {
    const { protocol, path, requestId } = call
    const status = error === undefined ? 200 : statusOf(error)
    this.#onAccess({
      protocol,
      method: METHODS[protocol],
      path: path.slice(0, MAX_PATH),
      status,
      ms,
      requestId,
      ...failureOf(error),
    })
  }
}

function failureOf(error: FlowError | undefined): Pick<AccessEntry, 'code' | 'pod'> {
  return error === undefined ? {} : { code: error.code, ...(error.pod !== undefined && { pod: error.pod }) }
}
