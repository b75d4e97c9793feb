import { isFlowError } from '@peaflow/core'
import type { FlowProblem } from '@peaflow/flow'
import type { WireError } from '@peaflow/protocol'

/** Where in a file a mistake is; numbers from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** As in `pods.encode.replicas`. */
  readonly path?: string | undefined
}

/** What there is to say about a mistake, a warning or a failure. */
export interface Diagnosis {
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Stable; absent for what is no error of ours. */
  readonly code?: string | undefined
  readonly hint?: string | undefined
  readonly place?: SourcePlace | undefined
  readonly stack?: string | undefined
}

/** All there is to say about something that was thrown: of a flow file, each of its mistakes. */
export function diagnoseAll(caught: unknown): readonly Diagnosis[] {
  const problems = isFlowError(caught) && Array.isArray(caught.cause) ? caught.cause.filter(isProblem) : []
  return problems.length === 0 ? [diagnose(caught)] : problems.map((problem) => fromProblem(problem, 'error'))
}

/** What there is to say about a mistake in a flow file, or about something its author should know. */
export function fromProblem(problem: FlowProblem, severity: Diagnosis['severity']): Diagnosis {
  const { code, message, hint, file = 'flow file', line, column, path } = problem
  return { severity, code, message, hint, place: { file, line, column, path } }
}

/** What there is to say about a request whose answer nobody waits for. */
export function fromRequestError({ code, message, hint, pea, stack }: WireError): Diagnosis {
  return { severity: 'error', code, message: message.includes(pea) ? message : `${pea}: ${message}`, hint, stack }
}

/** What there is to say about something that was thrown. */
export function diagnose(caught: unknown): Diagnosis {
  if (isFlowError(caught)) {
    const { code, message, hint } = caught
    return { severity: 'error', code, message, hint, stack: stackOf(caught) }
  }
  const message = caught instanceof Error ? caught.message : String(caught)
  return {
    severity: 'error',
    message: message || 'something failed without a message',
    hint: 'This may be a mistake in Peaflow; --debug prints where it happened',
    stack: caught instanceof Error ? stackOf(caught) : undefined,
  }
}

function isProblem(value: unknown): value is FlowProblem {
  return typeof value === 'object' && value !== null && 'line' in value && 'column' in value && 'message' in value
}

function stackOf(error: Error): string | undefined {
  const cause = error.cause instanceof Error ? stackOf(error.cause) : undefined
  // Where the answer to a request was read tells nothing: its cause is what the user's code threw.
  if (cause !== undefined && isFlowError(error) && error.code.startsWith('REQUEST_')) return cause
  return cause === undefined ? error.stack : `${error.stack}\ncaused by ${cause}`
}
