import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BUILT_IN_EXECUTORS, nearest, type PeaPlan } from '@peaflow/core'
import { type FlowProblem, toFileError } from '@peaflow/flow'
import type { LoadedPlan } from './load.ts'

/** What runs an executor that is a file of this machine; of other runtimes nobody knows what `uses` means to them. */
const HERE: ReadonlySet<string> = new Set(['process', 'thread', 'inline'])

const BUILT_INS: ReadonlySet<string> = new Set(BUILT_IN_EXECUTORS)

/** The option that names the executor of a Pea. */
const OPTIONS = { replica: 'uses', gateway: 'uses', head: 'usesBefore', tail: 'usesAfter' } as const

/**
 * A mistake for each executor that is to be a file of this machine and is not there, and for each that is there but is
 * to run in a container of another machine; and for each that is to be one of Peaflow's own, and is none.
 */
export async function findFileProblems({ plan, directory, placeOf }: LoadedPlan): Promise<FlowProblem[]> {
  const executors = new Map(plan.peas.map((pea) => [`${pea.pod} ${pea.uses}`, pea]))
  const problems = [...executors.values()].map(async (pea): Promise<FlowProblem[]> => {
    const { pod, role, uses } = pea
    if (typeof uses !== 'string') return []
    const isPath = /^\.{0,2}\//.test(uses)
    const remark = isPath ? await judge(pea, resolve(directory, uses), directory) : judgeName(pea, uses)
    return remark === undefined ? [] : [{ ...remark, ...(placeOf(pod, OPTIONS[role]) ?? TOP) }]
  })
  return (await Promise.all(problems)).flat()
}

const TOP = { line: 1, column: 1, path: '' }

/**
 * Makes sure that every executor is where it should be, before anything starts.
 *
 * @throws FlowError `CONFIG_EXECUTOR_FILE`, `CONFIG_FAR_FILE`, or `CONFIG_FLOW_FILE` for several.
 */
export async function requireFiles(loaded: LoadedPlan): Promise<void> {
  const problems = await findFileProblems(loaded)
  if (problems.length > 0) throw toFileError(problems)
}

type Remark = Pick<FlowProblem, 'code' | 'message' | 'hint'>

async function judge(pea: PeaPlan, path: string, directory: string): Promise<Remark | undefined> {
  const { pod, uses, host } = pea
  if (runsHere(pea) && !(await exists(path))) {
    const message = `"${pod}" uses ${uses}, and there is no such file`
    return { code: 'CONFIG_EXECUTOR_FILE', message, hint: `Relative paths are relative to ${directory}` }
  }
  if (runsInContainerElsewhere(pea) && (await exists(path))) {
    const message = `"${pod}" uses ${uses}, a file of this machine, but runs in a container on ${host}`
    return { code: 'CONFIG_FAR_FILE', message, hint: FAR_HINT }
  }
  return undefined
}

const FAR_HINT = 'Put it into the image (COPY) and leave out `uses` (CMD ["--uses", …]), or name it as the image does'

function judgeName(pea: PeaPlan, uses: string): Remark | undefined {
  if (!runsHere(pea) || !uses.startsWith('_') || BUILT_INS.has(uses)) return undefined
  const meant = nearest(uses, BUILT_IN_EXECUTORS)
  const hint = meant === undefined ? `There are ${BUILT_IN_EXECUTORS.join(' and ')}` : `Did you mean "${meant}"?`
  return { code: 'CONFIG_EXECUTOR_FILE', message: `"${pea.pod}" uses ${uses}, and there is no such built-in`, hint }
}

function runsHere({ runtime, image, host, external }: PeaPlan): boolean {
  return HERE.has(runtime) && image === undefined && host === null && external !== true
}

/** An absolute path is one of the image. */
function runsInContainerElsewhere({ runtime, image, host, external, uses }: PeaPlan): boolean {
  return runtime === 'docker' && image !== undefined && host !== null && external !== true && /^\./.test(String(uses))
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
