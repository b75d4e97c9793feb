import { isExec, type Uses } from '@peaflow/core'

/** Whether an executor is a program of its own, not code that Node runs: `exec`, or a file in Python. */
export function runsAsProgram(uses: Uses): boolean {
  return isExec(uses) || (typeof uses === 'string' && isPython(uses))
}

/** Whether `uses` names an executor in Python. */
export function isPython(uses: string): boolean {
  return /\.py$/i.test(uses)
}
