import type { Executor } from '@peaflow/core'
import type { Pod } from '../options/pod.ts'
import { isExecutor } from '../options/values.ts'

/** The functions among the executors, by their names in a plan: the Pod's, `pod/head` or `pod/tail`. */
export function executorsOf(pods: readonly Pod[]): Readonly<Record<string, Executor>> {
  const executors: Record<string, Executor> = {}
  for (const { name, options } of pods) {
    const named = { [name]: options.uses, [`${name}/head`]: options.usesBefore, [`${name}/tail`]: options.usesAfter }
    for (const [key, uses] of Object.entries(named)) if (isExecutor(uses)) executors[key] = uses
  }
  return executors
}
