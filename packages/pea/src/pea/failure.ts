import { FlowError, isFlowError, type PeaSpec } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import { userStack } from '../executor/stack.ts'

type Place = Pick<PeaSpec, 'id' | 'pod'>

/** What an executor threw, as it travels. */
export function toWireError({ id, pod }: Place, error: unknown): WireError {
  const { code, message, hint, cause } = isFlowError(error) ? error : unknownFailure(error)
  const stack = userStack(cause)
  return { code, message, pod, pea: id, ...(hint !== undefined && { hint }), ...(stack !== undefined && { stack }) }
}

/** A call ran out of time. */
export function callTimedOut({ id, pod }: Place, milliseconds: number): WireError {
  return {
    code: 'REQUEST_TIMEOUT',
    message: `the call of ${id} did not end within ${Math.round(milliseconds)} ms`,
    hint: 'timeout_request of the Pod, or of the Flow, says how long it may take',
    pod,
    pea: id,
  }
}

/** A request's time was up while others were ahead of it. */
export function queueTimedOut({ id, pod }: Place): WireError {
  return { code: 'REQUEST_TIMEOUT', message: `its time was up while it waited in ${id} for its turn`, pod, pea: id }
}

/** A join's time was up with parts missing. */
export function joinTimedOut({ id, pod }: Place, missing: readonly string[]): WireError {
  const names = missing.map((name) => `"${name}"`).join(', ')
  return {
    code: 'REQUEST_TIMEOUT',
    message: `its time was up while ${id} waited for its part from ${names}`,
    pod,
    pea: id,
  }
}

function unknownFailure(error: unknown): FlowError {
  return new FlowError('REQUEST_FAILED', error instanceof Error ? error.message : String(error), { cause: error })
}
