import { BUILT_IN_EXECUTORS, type Executor, FlowError, nearest } from '@peaflow/core'

// The host has merged the documents before it calls an executor, so `_merge` returns what it gets, as `_pass` does.
const BUILT_INS: ReadonlyMap<string, Executor> = new Map(
  BUILT_IN_EXECUTORS.map((name) => [name, (documents) => documents]),
)

/** Whether `uses` names a built-in executor. */
export function isBuiltIn(uses: string): boolean {
  return uses.startsWith('_')
}

/**
 * The built-in executor that `uses` names.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_BUILT_IN` if there is none of that name.
 */
export function builtIn(uses: string): Executor {
  const executor = BUILT_INS.get(uses)
  if (executor !== undefined) return executor
  const meant = nearest(uses, BUILT_INS.keys())
  throw new FlowError('LAUNCH_EXECUTOR_BUILT_IN', `"${uses}" is not a built-in executor`, {
    hint:
      meant === undefined
        ? `The built-in executors are ${[...BUILT_INS.keys()].join(' and ')}`
        : `Did you mean "${meant}"?`,
  })
}
