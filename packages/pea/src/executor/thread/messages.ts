import type { Endpoints, PeaSpec } from '@peaflow/core'
import { FlowError } from '@peaflow/core'
import { toCause, type WireCause } from '@peaflow/protocol'
import { causesOf } from '../causes.ts'
import type { ExecutorBatch, ExecutorCall } from '../host.ts'
import { userStack } from '../stack.ts'

/** The `workerData` of the thread. */
export interface ThreadStart {
  readonly spec: PeaSpec
  /** What stands at the beginning of each line that the executor logs. */
  readonly logPrefix?: string | undefined
}

/** A message from the Pea to the thread of its executor. */
export type ToThread =
  | { readonly type: 'call'; readonly call: ExecutorCall }
  | { readonly type: 'batch'; readonly call: ExecutorBatch }
  /** The piece that came last has been taken: the executor may make the next. */
  | { readonly type: 'taken'; readonly id: number }
  | { readonly type: 'abort'; readonly id: number; readonly reason: ThreadError }
  | { readonly type: 'teardown' }

/** A message from the thread to its Pea. */
export type FromThread =
  | { readonly type: 'ready'; readonly endpoints: Endpoints | undefined }
  | { readonly type: 'unfit'; readonly error: ThreadError }
  | { readonly type: 'result'; readonly id: number; readonly payloads: readonly Uint8Array[] }
  | { readonly type: 'failed'; readonly id: number; readonly error: ThreadError }
  /** The answer is streamed. */
  | { readonly type: 'streams'; readonly id: number }
  | { readonly type: 'piece'; readonly id: number; readonly payload: Uint8Array }
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
 * Copies payloads into memory of their own, because posting a view would clone the whole buffer behind it. `transfer` lists
 * the memory to transfer instead of cloning.
 */
export function toThreadPayloads(payloads: readonly Uint8Array[]): { own: Uint8Array[]; transfer: ArrayBuffer[] } {
  const own = payloads.map((payload) => new Uint8Array(payload))
  const large = own.filter(({ length }) => length > TRANSFER_THRESHOLD)
  return { own, transfer: large.map(({ buffer }) => buffer) }
}
