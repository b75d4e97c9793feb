import type { PeaSpec } from '@peaflow/core'
import { FlowError } from '@peaflow/core'
import { toCause, type WireCause } from '@peaflow/protocol'
import { causesOf } from '../causes.ts'
import type { ExecutorCall } from '../host.ts'
import { userStack } from '../stack.ts'

/** The `workerData` of the thread. */
export interface ThreadStart {
  readonly spec: PeaSpec
}

/** A message from the Pea to the thread of its executor. */
export type ToThread =
  | { readonly type: 'call'; readonly call: ExecutorCall }
  | { readonly type: 'abort'; readonly id: number; readonly reason: ThreadError }
  | { readonly type: 'teardown' }

/** A message from the thread to its Pea. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'unfit'; readonly error: ThreadError }
  | { readonly type: 'result'; readonly id: number; readonly payload: Uint8Array }
  | { readonly type: 'failed'; readonly id: number; readonly error: ThreadError }
  | { readonly type: 'down' }

/** An error as it travels between threads: a structured clone keeps only the message of a `FlowError`. */
export interface ThreadError {
  readonly code: FlowError['code']
  readonly message: string
  readonly hint: string | undefined
  /** The stack trace of the user's code. */
  readonly stack: string | undefined
  /** What led to it. */
  readonly causes: readonly WireCause[] | undefined
}

/** A `FlowError` as plain data. */
export function toThreadError(error: FlowError): ThreadError {
  const { code, message, hint, cause } = error
  return { code, message, hint, stack: userStack(cause), causes: causesOf(error) }
}

/** The inverse of {@link toThreadError}. The cause carries the stack trace of the user's code, and what led to it. */
export function fromThreadError(error: ThreadError): FlowError {
  return new FlowError(error.code, error.message, { hint: error.hint, cause: toCause(error) })
}

/** Bytes above which transferring memory costs less than copying it. */
const TRANSFER_THRESHOLD = 16_384

/**
 * Copies a payload into memory of its own, because posting a view would clone the whole buffer behind it. `transfer` lists
 * the memory to transfer instead of cloning.
 */
export function toThreadPayload(payload: Uint8Array): { own: Uint8Array; transfer: ArrayBuffer[] } {
  const own = new Uint8Array(payload)
  return { own, transfer: own.length > TRANSFER_THRESHOLD ? [own.buffer] : [] }
}
