import { FlowError, isFlowError } from '@peaflow/core'
import { describeValue } from '../document/value.ts'

/** The most characters of a thrown error's message that are sent. */
const MESSAGE_LENGTH = 4_000

/** Wraps what an executor threw during a call. A `FlowError` keeps its code. */
export function executorThrew(thrown: unknown): FlowError {
  if (isFlowError(thrown)) return thrown
  return new FlowError('REQUEST_EXECUTOR', describeThrown(thrown), { cause: thrown })
}

/** Wraps what an executor threw in its `setup`. A `FlowError` keeps its code. */
export function setupThrew(thrown: unknown): FlowError {
  if (isFlowError(thrown)) return thrown
  const message = `setup of the executor failed: ${describeThrown(thrown)}`
  return new FlowError('LAUNCH_EXECUTOR_SETUP', message, { cause: thrown })
}

/** A call returned neither an array of documents nor `undefined`. */
export function wrongResult(result: unknown): FlowError {
  return new FlowError('REQUEST_RESULT', `the executor returned ${describeValue(result)}, not an array of documents`, {
    hint: 'Return an array, or undefined if the documents were changed in place',
  })
}

/** What went into a call, and what came out of it. */
export interface DocumentCounts {
  readonly returned: number
  readonly given: number
}

/** A call for several requests returned too few documents, or too many, to tell whose they are. */
export function wrongCount({ returned, given }: DocumentCounts): FlowError {
  const message = `the executor returned ${count(returned)} for the ${given} that it got`
  return new FlowError('REQUEST_BATCH_RESULT', message, {
    hint: 'With batch, return one document for each, in the same order; remove batch if their number changes',
  })
}

function count(documents: number): string {
  return documents === 1 ? '1 document' : `${documents} documents`
}

/** Describes a thrown value: an error by its class, unless that is plain `Error`, and its message. */
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

/** Any caught value as a `FlowError`. */
export function asFlowError(caught: unknown): FlowError {
  return isFlowError(caught) ? caught : new FlowError('REQUEST_FAILED', describeThrown(caught), { cause: caught })
}
