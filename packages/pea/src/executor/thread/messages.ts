import type { PeaSpec } from '@peaflow/core'
import { FlowError } from '@peaflow/core'
import type { ExecutorCall } from '../host.ts'
import { userStack } from '../stack.ts'

/** What a thread is given when it starts. */
export interface ThreadStart {
  readonly spec: PeaSpec
}

/** What a Pea tells the thread of its executor. */
export type ToThread =
  | { readonly type: 'call'; readonly call: ExecutorCall }
  | { readonly type: 'abort'; readonly request: number; readonly reason: ThreadError }
  | { readonly type: 'teardown' }

/** What the thread answers. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'unfit'; readonly error: ThreadError }
  | { readonly type: 'result'; readonly request: number; readonly payload: Uint8Array }
  | { readonly type: 'failed'; readonly request: number; readonly error: ThreadError }
  | { readonly type: 'down' }

/** An error on its way between threads, which copy nothing of a class of ours but the message. */
export interface ThreadError {
  readonly code: FlowError['code']
  readonly message: string
  readonly hint: string | undefined
  /** The stack trace of the user's code. */
  readonly stack: string | undefined
}

export function toThreadError({ code, message, hint, cause }: FlowError): ThreadError {
  return { code, message, hint, stack: userStack(cause) }
}

/** The inverse of {@link toThreadError}: the stack trace of the user's code is that of the cause. */
export function fromThreadError({ code, message, hint, stack }: ThreadError): FlowError {
  if (stack === undefined) return new FlowError(code, message, { hint })
  const cause = new Error(message)
  cause.stack = stack
  return new FlowError(code, message, { hint, cause })
}

/** Bytes above which handing memory over costs less than copying it. */
const WORTH_HANDING_OVER = 16_384

/**
 * A payload in memory of its own, because a view takes along all that it is a view of, and the memory that is to be
 * handed over with it.
 */
export function toThreadPayload(payload: Uint8Array): { own: Uint8Array; handed: ArrayBuffer[] } {
  const own = new Uint8Array(payload)
  return { own, handed: own.length > WORTH_HANDING_OVER ? [own.buffer] : [] }
}
