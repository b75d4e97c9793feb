import { type ErrorCode, FlowError } from '@peaflow/core'

/** Why a Flow cannot be exported. */
export interface ExportProblem {
  readonly code: ErrorCode
  readonly pod: string
  /** As the flow file spells it; absent if it is not about an option. */
  readonly option?: string | undefined
  readonly message: string
  readonly hint: string
}

/**
 * Throws if there are problems: all of them in one error.
 *
 * @throws FlowError the code of the first problem.
 */
export function throwProblems(problems: readonly ExportProblem[]): void {
  const [first, ...others] = problems
  if (first === undefined) return
  const { code, pod, message, hint } = first
  if (others.length === 0) throw new FlowError(code, message, { pod, hint })
  const rows = problems.map((problem) => `\n- ${problem.message}`).join('')
  throw new FlowError(code, `the Flow cannot be exported:${rows}`, { pod, hint })
}
