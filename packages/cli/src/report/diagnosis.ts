import { type ErrorCode, FlowError, isFlowError } from '@peaflow/core'
import type { FlowProblem } from '@peaflow/flow'
import { toCause, type WireError } from '@peaflow/protocol'
import { below, type Cause, causesOf } from './causes.ts'
import { explainSystemError } from './system-error.ts'

/** Where in a file a mistake is. Lines and columns count from 1. */
export interface SourcePosition {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** As in `pods.encode.replicas`. */
  readonly path?: string | undefined
}

/** A mistake, a warning or a failure, ready to be reported. */
export interface Diagnosis {
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Stable; `undefined` for errors that are not Peaflow's own. */
  readonly code?: string | undefined
  readonly hint?: string | undefined
  readonly position?: SourcePosition | undefined
  /** What led to it, unless the message says so. */
  readonly causes?: readonly Cause[] | undefined
  readonly stack?: string | undefined
}

/** Diagnoses a thrown value. The error of a flow file becomes one diagnosis for each of its mistakes. */
export function diagnoseAll(caught: unknown): readonly Diagnosis[] {
  const problems = isFlowError(caught) && Array.isArray(caught.cause) ? caught.cause.filter(isProblem) : []
  return problems.length === 0 ? [diagnose(caught)] : problems.map((problem) => fromProblem(problem, 'error'))
}

/** Diagnoses a mistake in a flow file, or a warning about one. */
export function fromProblem(problem: FlowProblem, severity: Diagnosis['severity']): Diagnosis {
  const { code, message, hint, file = 'flow file', line, column, path } = problem
  return { severity, code, message, hint, position: { file, line, column, path } }
}

/** Diagnoses a request that failed on a side branch, whose answer is not waited for. */
export function fromRequestError(error: WireError): Diagnosis {
  const { code, message, hint, pea } = error
  const named = message.includes(pea) ? message : `${pea}: ${message}`
  return { ...diagnose(new FlowError(code as ErrorCode, named, { hint, cause: toCause(error) })), stack: error.stack }
}

/** Diagnoses a thrown value. */
export function diagnose(thrown: unknown): Diagnosis {
  const caught = explainSystemError(thrown)
  const causes = causesOf(caught)
  const common = { severity: 'error', ...(causes.length === 0 ? {} : { causes }) } as const
  if (isFlowError(caught)) {
    const { code, message, hint } = caught
    return { ...common, code, message, hint, stack: stackOf(caught) }
  }
  const message = caught instanceof Error ? caught.message : String(caught)
  return {
    ...common,
    message: message || 'an error without a message',
    hint: 'This may be a bug in Peaflow; --debug prints where it happened',
    stack: caught instanceof Error ? stackOf(caught) : undefined,
  }
}

function isProblem(value: unknown): value is FlowProblem {
  return typeof value === 'object' && value !== null && 'line' in value && 'column' in value && 'message' in value
}

function stackOf(error: Error, ancestors: readonly unknown[] = []): string | undefined {
  const line = [...ancestors, error]
  const all = below(error).filter((one): one is Error => one instanceof Error && !line.includes(one))
  const causes = line.length > MOST_STACKS ? [] : all.slice(0, MOST_STACKS).flatMap((one) => stackOf(one, line) ?? [])
  // The stack of a failed request shows where its answer was read. Its cause shows where the user's code threw.
  if (causes.length > 0 && isFlowError(error) && error.code.startsWith('REQUEST_')) return causes.join(CAUSED_BY)
  return causes.length === 0 ? error.stack : [error.stack, ...causes].join(CAUSED_BY)
}

const CAUSED_BY = '\ncaused by '

/** How many levels of stacks are shown, and how many stacks on each. */
const MOST_STACKS = 10
