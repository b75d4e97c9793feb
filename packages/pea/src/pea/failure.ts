import { FlowError, isFlowError, type PeaSpec } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import { causesOf } from '../executor/causes.ts'
import { userStack } from '../executor/stack.ts'

type PeaName = Pick<PeaSpec, 'id' | 'pod'>

/** What an executor threw, as it is sent. */
export function toWireError({ id, pod }: PeaName, error: unknown): WireError {
  const failure = isFlowError(error) ? error : unknownFailure(error)
  const { code, message, hint, cause } = failure
  const stack = userStack(cause)
  const causes = causesOf(failure)
  return {
    code,
    message,
    pod,
    pea: id,
    ...(hint !== undefined && { hint }),
    ...(stack !== undefined && { stack }),
    ...(causes !== undefined && { causes }),
  }
}

/** A call exceeded its time limit, which is in milliseconds. */
export function callTimedOut({ id, pod }: PeaName, limit: number): WireError {
  return {
    code: 'REQUEST_TIMEOUT',
    message: `the call in ${id} did not end within ${Math.round(limit)} ms`,
    hint: 'timeout_request of the Pod, or of the Flow, sets how long a call may take',
    pod,
    pea: id,
  }
}

/** A request's deadline passed while it was queued for its call. */
export function queueTimedOut({ id, pod }: PeaName): WireError {
  return { code: 'REQUEST_TIMEOUT', message: `the request timed out in the queue of ${id}`, pod, pea: id }
}

/** A request's deadline passed while messages of it were missing. */
export function joinTimedOut({ id, pod }: PeaName, missing: readonly string[]): WireError {
  const names = missing.map((name) => `"${name}"`).join(', ')
  const message = `the request timed out in ${id}, with no message from ${names}`
  return { code: 'REQUEST_TIMEOUT', message, pod, pea: id }
}

function unknownFailure(error: unknown): FlowError {
  return new FlowError('REQUEST_FAILED', error instanceof Error ? error.message : String(error), { cause: error })
}
