import { FlowError, isFlowError } from '@peaflow/core'
import { describeValue } from '../document/payload.ts'

/** Characters of what an executor threw that travel. */
const MESSAGE_LENGTH = 4_000

/** What an executor threw while it worked on a request; what has a code already keeps it. */
export function executorThrew(thrown: unknown): FlowError {
  if (isFlowError(thrown)) return thrown
  return new FlowError('REQUEST_EXECUTOR', describeThrown(thrown), { cause: thrown })
}

/** What an executor threw in its `setup`; what has a code already keeps it. */
export function setupThrew(thrown: unknown): FlowError {
  if (isFlowError(thrown)) return thrown
  const message = `setup of the executor failed: ${describeThrown(thrown)}`
  return new FlowError('LAUNCH_EXECUTOR_SETUP', message, { cause: thrown })
}

/** A call returned neither documents nor nothing. */
export function wrongResult(result: unknown): FlowError {
  return new FlowError('REQUEST_RESULT', `the executor returned ${describeValue(result)}, not a list of documents`, {
    hint: 'Return a list, or nothing if the documents were changed in place',
  })
}

/** What was thrown, in one line if it is an error: its kind, unless that says nothing, and its message. */
export function describeThrown(thrown: unknown): string {
  return textOf(thrown).slice(0, MESSAGE_LENGTH)
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.name === 'Error' && thrown.message !== '' ? thrown.message : String(thrown)
  if (typeof thrown === 'string') return thrown
  try {
    return `it threw ${JSON.stringify(thrown)}`
  } catch {
    return `it threw ${describeValue(thrown)}`
  }
}

/** Whatever was caught, as an error of ours. */
export function asFlowError(caught: unknown): FlowError {
  return isFlowError(caught) ? caught : new FlowError('REQUEST_FAILED', describeThrown(caught), { cause: caught })
}
