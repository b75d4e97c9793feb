import type { ExecPlan, Uses } from './options.ts'

/** Whether the executor is a program of its own, named by the option `exec`. */
export function isExec(uses: Uses): uses is { readonly exec: ExecPlan } {
  return typeof uses === 'object' && 'exec' in uses
}

/** The name under which a start gets the function that is the executor; `undefined` if it is no function. */
export function functionNameOf(uses: Uses): string | undefined {
  return typeof uses === 'object' && 'inline' in uses ? uses.inline : undefined
}

/** Whether a value from outside is an {@link ExecPlan}. */
export function isExecPlan(value: unknown): value is ExecPlan {
  if (typeof value !== 'object' || value === null) return false
  const { command, protocol, cwd } = value as Partial<Record<keyof ExecPlan, unknown>>
  if (protocol !== 'frames' && protocol !== 'lines') return false
  if (cwd !== undefined && typeof cwd !== 'string') return false
  return Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === 'string')
}
