import { BUILT_IN_EXECUTORS, type Executor, FlowError, nearest } from '@peaflow/core'

// What `_merge` unites is one list of documents by the time an executor is called, so both hand on what they get.
const BUILT_INS: ReadonlyMap<string, Executor> = new Map(BUILT_IN_EXECUTORS.map((name) => [name, (given) => given]))

/** Whether `uses` names an executor of ours, not of the user's. */
export function isBuiltIn(uses: string): boolean {
  return uses.startsWith('_')
}

/**
 * The executor that `uses` names, if it is one of ours.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_BUILT_IN` if there is none of that name.
 */
export function builtIn(uses: string): Executor {
  const executor = BUILT_INS.get(uses)
  if (executor !== undefined) return executor
  const meant = nearest(uses, BUILT_INS.keys())
  throw new FlowError('LAUNCH_EXECUTOR_BUILT_IN', `"${uses}" is no built-in executor`, {
    hint: meant === undefined ? `There are ${[...BUILT_INS.keys()].join(' and ')}` : `Did you mean "${meant}"?`,
  })
}
