import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FlowPlan } from '@peaflow/core'
import type { Diagnosis } from '../report/diagnosis.ts'

/** Which file a plan is of. */
export interface PlanOrigin {
  readonly file: string
  /** The absolute folder that its relative paths are relative to. */
  readonly directory: string
}

/** A warning for each Pod whose executor is a file of this machine that is not there. */
export async function findMissingFiles(plan: FlowPlan, { file, directory }: PlanOrigin): Promise<Diagnosis[]> {
  const local = plan.peas.filter((pea) => pea.image === undefined && pea.host === null && pea.external !== true)
  const uses = new Map(local.map((pea) => [pea.pod, pea.uses]))
  const warnings = [...uses].map(async ([pod, path]): Promise<Diagnosis[]> => {
    if (typeof path !== 'string' || !/^\.{0,2}\//.test(path)) return []
    const isThere = await access(resolve(directory, path)).then(
      () => true,
      () => false,
    )
    if (isThere) return []
    const place = { file, path: `pods.${pod}.uses` }
    return [{ severity: 'warning', message: `"${pod}" uses ${path}, and there is no such file`, place }]
  })
  return (await Promise.all(warnings)).flat()
}
