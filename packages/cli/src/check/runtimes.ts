import { isFlowError } from '@peaflow/core'
import type { FlowProblem } from '@peaflow/flow'
import type { LoadedPlan } from '../flow-file/load.ts'
import { BUILT_IN_RUNTIMES, findRuntime, packageOf } from '../start/custom-runtime.ts'

const TOP = { line: 1, column: 1, path: '' }

/** Finds runtimes that do not come with Peaflow and are not installed, except for those that the command line gives. */
export async function findRuntimeProblems(
  { plan, directory, positionOf }: LoadedPlan,
  given: Readonly<Record<string, string>>,
): Promise<FlowProblem[]> {
  const known = new Set<string>([...BUILT_IN_RUNTIMES, ...Object.keys(given)])
  const launched = plan.peas.filter((pea) => pea.role === 'replica' && pea.external !== true && !known.has(pea.runtime))
  const pods = new Map(launched.map(({ pod, runtime }) => [pod, runtime]))
  const problems = [...pods].map(async ([pod, name]): Promise<FlowProblem[]> => {
    try {
      await findRuntime({ name, package: packageOf(name), directory })
      return []
    } catch (caught) {
      if (!isFlowError(caught)) throw caught
      const { code, message, hint } = caught
      return [{ code, message, hint, ...(positionOf(pod, 'runtime') ?? TOP) }]
    }
  })
  return (await Promise.all(problems)).flat()
}
