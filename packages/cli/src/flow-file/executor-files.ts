import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BUILT_IN_EXECUTORS, nearest, type PeaPlan } from '@peaflow/core'
import type { FlowProblem } from '@peaflow/flow'
import type { LoadedPlan } from './load.ts'

/** The runtimes whose executors are files of this machine. What `uses` means to any other runtime is unknown here. */
const LOCAL_RUNTIMES: ReadonlySet<string> = new Set(['process', 'thread', 'inline'])

const BUILT_INS: ReadonlySet<string> = new Set(BUILT_IN_EXECUTORS)

/** The option that names the executor of a Pea. */
const OPTIONS = { replica: 'uses', gateway: 'uses', head: 'usesBefore', tail: 'usesAfter' } as const

const TOP = { line: 1, column: 1, path: '' }

/**
 * Finds executors that are missing on this machine, executors of this machine that are to run in a container on another
 * one, and names of built-in executors that do not exist.
 */
export async function findFileProblems({ plan, directory, positionOf }: LoadedPlan): Promise<FlowProblem[]> {
  const executors = new Map(plan.peas.map((pea) => [`${pea.pod} ${pea.uses}`, pea]))
  const problems = [...executors.values()].map(async (pea): Promise<FlowProblem[]> => {
    const { pod, role, uses } = pea
    if (typeof uses !== 'string') return []
    const isPath = /^\.{0,2}\//.test(uses)
    const mistake = isPath ? await checkPath(pea, resolve(directory, uses), directory) : checkName(pea, uses)
    return mistake === undefined ? [] : [{ ...mistake, ...(positionOf(pod, OPTIONS[role]) ?? TOP) }]
  })
  return (await Promise.all(problems)).flat()
}

/**
 * Checks that every executor can be loaded where it runs, before anything starts.
 *
 * @throws FlowError `CONFIG_EXECUTOR_FILE`, `CONFIG_REMOTE_FILE`, or `CONFIG_FLOW_FILE` for several mistakes.
 */
export async function requireFiles(loaded: LoadedPlan): Promise<void> {
  const problems = await findFileProblems(loaded)
  if (problems.length === 0) return
  const { toFileError } = await import('@peaflow/flow')
  throw toFileError(problems)
}

type Mistake = Pick<FlowProblem, 'code' | 'message' | 'hint'>

async function checkPath(pea: PeaPlan, path: string, directory: string): Promise<Mistake | undefined> {
  const { pod, uses, host } = pea
  if (runsHere(pea) && !(await exists(path))) {
    const message = `"${pod}" uses ${uses}, but there is no such file`
    return { code: 'CONFIG_EXECUTOR_FILE', message, hint: `Relative paths start from ${directory}` }
  }
  if (runsInRemoteContainer(pea) && (await exists(path))) {
    const message = `"${pod}" uses ${uses}, a file on this machine, but it runs in a container on ${host}`
    return { code: 'CONFIG_REMOTE_FILE', message, hint: REMOTE_HINT }
  }
  return undefined
}

const REMOTE_HINT =
  'COPY the file into the image and leave out `uses` (CMD ["--uses", …]), or write its path inside the image'

function checkName(pea: PeaPlan, uses: string): Mistake | undefined {
  if (!runsHere(pea) || !uses.startsWith('_') || BUILT_INS.has(uses)) return undefined
  const meant = nearest(uses, BUILT_IN_EXECUTORS)
  const hint = meant === undefined ? `Built-in executors: ${BUILT_IN_EXECUTORS.join(', ')}` : `Did you mean "${meant}"?`
  const message = `"${pea.pod}" uses ${uses}, but there is no such built-in executor`
  return { code: 'CONFIG_EXECUTOR_FILE', message, hint }
}

function runsHere({ runtime, image, host, external }: PeaPlan): boolean {
  return LOCAL_RUNTIMES.has(runtime) && image === undefined && host === null && external !== true
}

/** Only relative paths count: an absolute one is a path inside the image. */
function runsInRemoteContainer({ runtime, image, host, external, uses }: PeaPlan): boolean {
  return runtime === 'docker' && image !== undefined && host !== null && external !== true && /^\./.test(String(uses))
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
