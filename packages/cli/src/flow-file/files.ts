import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PeaPlan } from '@peaflow/core'
import { type FlowProblem, toFileError } from '@peaflow/flow'
import type { LoadedPlan } from './load.ts'

/** What runs an executor that is a file of this machine; of other runtimes nobody knows what `uses` means to them. */
const HERE: ReadonlySet<string> = new Set(['process', 'thread', 'inline'])

/** The option that names the executor of a Pea. */
const OPTIONS = { replica: 'uses', gateway: 'uses', head: 'usesBefore', tail: 'usesAfter' } as const

/** A mistake for each executor that is a file of this machine, and is not there. */
export async function findMissingFiles({ plan, directory, placeOf }: LoadedPlan): Promise<FlowProblem[]> {
  const executors = new Map(plan.peas.filter(runsHere).map((pea) => [`${pea.pod} ${pea.uses}`, pea]))
  const problems = [...executors.values()].map(async ({ pod, role, uses }): Promise<FlowProblem[]> => {
    if (typeof uses !== 'string' || !/^\.{0,2}\//.test(uses) || (await exists(resolve(directory, uses)))) return []
    const place = placeOf(pod, OPTIONS[role]) ?? { line: 1, column: 1, path: '' }
    const message = `"${pod}" uses ${uses}, and there is no such file`
    return [{ code: 'CONFIG_EXECUTOR_FILE', message, hint: `Relative paths are relative to ${directory}`, ...place }]
  })
  return (await Promise.all(problems)).flat()
}

/**
 * Makes sure that every executor is there before anything starts.
 *
 * @throws FlowError `CONFIG_EXECUTOR_FILE`, or `CONFIG_FLOW_FILE` for several.
 */
export async function requireFiles(loaded: LoadedPlan): Promise<void> {
  const missing = await findMissingFiles(loaded)
  if (missing.length > 0) throw toFileError(missing)
}

function runsHere({ runtime, image, host, external }: PeaPlan): boolean {
  return HERE.has(runtime) && image === undefined && host === null && external !== true
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
