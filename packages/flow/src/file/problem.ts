import { type ErrorCode, FlowError } from '@peaflow/core'

/** One mistake in a flow file, or one thing that its author should know. */
export interface FlowProblem extends SourcePosition {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
}

/** A position in a flow file. */
export interface SourcePosition {
  /** The file, as the caller named it. */
  readonly file?: string | undefined
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** The path in the data: `pods.encode.replicas`; empty for the file as a whole. */
  readonly path: string
}

const MAX_SHOWN = 100

/** Writes a problem on one line: `flow.yml:7:15 pods.encode.replicas: expected …`. */
export function formatProblem({ file = 'flow file', line, column, path, message }: FlowProblem): string {
  return `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}: ${message}`
}

/** All problems of a file as one error, whose `cause` is the array of them. */
export function toFileError(problems: readonly FlowProblem[]): FlowError {
  const [first] = problems
  if (first !== undefined && problems.length === 1) {
    return new FlowError(first.code, formatProblem(first), { hint: first.hint, cause: problems })
  }
  const lines = problems.slice(0, MAX_SHOWN).map((problem) => {
    const { hint } = problem
    return `  ${formatProblem(problem)}${hint === undefined ? '' : `\n    ${hint}`}`
  })
  const more = problems.length > MAX_SHOWN ? [`  and ${problems.length - MAX_SHOWN} more`] : []
  const message = [`the flow file has ${problems.length} mistakes:`, ...lines, ...more].join('\n')
  return new FlowError('CONFIG_FLOW_FILE', message, { cause: problems })
}
