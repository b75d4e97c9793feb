import type { EventEmitter } from 'node:events'
import type { Deadline, Metadata } from '@grpc/grpc-js'
import type { RunningFlow } from '@peaflow/engine'
import type { AccessRules } from '../access/rules.ts'
import { Cancellation } from '../http/cancellation.ts'
import type { LoggedCalls } from '../log/take-call.ts'
import { requestIdOf } from '../routes/request-id.ts'
import type { OpenCalls } from './open-calls.ts'
import { headerOf, type RequestOrigin } from './request.ts'

/** What is served over gRPC, and to whom. */
export interface GrpcOptions extends LoggedCalls {
  readonly running: RunningFlow
  readonly access: AccessRules
  /** The most bytes of a message. */
  readonly maxBody: number
  /**
   * The most connections; further ones are closed.
   *
   * @defaultValue 4_096, as over HTTP
   */
  readonly maxConnections?: number | undefined
  /** Whether the server says that it is not ready: it will be closed. */
  isLeaving(): boolean
  /** Whether the server is being closed: what is in flight is answered, and nothing new is taken. */
  isDraining(): boolean
  /** Certificate and key in PEM. Without them, connections are not encrypted. */
  readonly tls?: { readonly cert: string | Uint8Array; readonly key: string | Uint8Array } | undefined
}

/** What the handlers of calls have in common. */
export interface Service extends Pick<GrpcOptions, 'running' | 'calls' | 'log'> {
  readonly open: OpenCalls
}

/** A call, as far as all kinds of it are alike. */
export interface IncomingCall extends EventEmitter {
  readonly metadata: Metadata
  getDeadline(): Deadline
}

/** Where the requests of a call have come from. */
export function originOf(call: IncomingCall): RequestOrigin {
  return { metadata: call.metadata, deadline: Number(call.getDeadline()) }
}

/** The id of a call: that of its client, or a new one. */
export function idOf({ metadata }: IncomingCall): string {
  return requestIdOf(headerOf(metadata, 'x-request-id'))
}

/** Says when the client has left, has cancelled the call, or its deadline is over. */
export function cancellationOf(call: IncomingCall): Cancellation {
  const cancellation = new Cancellation()
  call.on('cancelled', () => cancellation.cancel())
  return cancellation
}
