import { resolve } from 'node:path'
import { BUILT_IN_EXECUTORS, type ErrorCode, type FlowError, isFlowError, type PeaPlan } from '@peaflow/core'
import type { FlowProblem } from '@peaflow/flow'
import { exists } from './exists.ts'
import type { LoadedPlan } from './load.ts'

/** The runtimes whose executors are files of this machine. What `uses` means to any other runtime is unknown here. */
const LOCAL_RUNTIMES: ReadonlySet<string> = new Set(['process', 'thread', 'inline'])

const BUILT_INS: ReadonlySet<string> = new Set(BUILT_IN_EXECUTORS)

/** The option that names the executor of a Pea. */
const OPTIONS = { replica: 'uses', gateway: 'uses', head: 'usesBefore', tail: 'usesAfter' } as const

const TOP = { line: 1, column: 1, path: '' }

/** How executors are checked. */
export interface CheckOptions {
  /**
   * Whether the modules are parsed: their syntax and their default exports are checked, too.
   *
   * @defaultValue false
   */
  readonly parse?: boolean | undefined
  /**
   * Whether to pass over names of classes, which are Python's in the flow files of Jina.
   *
   * @defaultValue false
   */
  readonly passClasses?: boolean | undefined
}

/**
 * Finds executors that this machine cannot load, and executors of this machine that are to run in a container on another
 * one. Runs none of their code.
 */
export async function findFileProblems(
  { plan, directory, positionOf }: LoadedPlan,
  { parse = false, passClasses = false }: CheckOptions = {},
): Promise<FlowProblem[]> {
  const executors = new Map(plan.peas.map((pea) => [`${pea.pod} ${pea.uses}`, pea]))
  const problems = [...executors.values()].map(async (pea): Promise<FlowProblem[]> => {
    const { pod, role, uses } = pea
    if (typeof uses !== 'string' || (passClasses && isClassName(uses))) return []
    const mistake = runsHere(pea)
      ? await checkExecutor({ pod, uses, directory, parse })
      : await checkRemote(pea, resolve(directory, uses))
    return mistake === undefined ? [] : [{ ...mistake, ...(positionOf(pod, OPTIONS[role]) ?? TOP) }]
  })
  return (await Promise.all(problems)).flat()
}

/** Finds Pods of a Jina flow file whose executor is a class in Python, which Peaflow does not run. */
export function findClasses({ plan, positionOf }: LoadedPlan): FlowProblem[] {
  const pods = new Map(plan.peas.map((pea) => [`${pea.pod} ${pea.uses}`, pea]))
  return [...pods.values()].flatMap((pea): FlowProblem[] => {
    const { pod, role, uses } = pea
    if (typeof uses !== 'string' || !isClassName(uses) || !runsHere(pea)) return []
    const message = `"${pod}" uses ${uses}, a class in Python, which Peaflow does not run`
    const hint = 'Write it as a module; `peaflow migrate` makes a skeleton'
    return [{ code: 'CONFIG_JINA_EXECUTOR', message, hint, ...(positionOf(pod, OPTIONS[role]) ?? TOP) }]
  })
}

function isClassName(uses: string): boolean {
  return /^[A-Z]\w*$/.test(uses)
}

/**
 * Checks that every executor can be loaded where it runs, before anything starts.
 *
 * @throws FlowError `CONFIG_EXECUTOR_FILE`, `CONFIG_REMOTE_FILE`, `LAUNCH_EXECUTOR_…`, or `CONFIG_FLOW_FILE` for several mistakes.
 */
export async function requireFiles(loaded: LoadedPlan): Promise<void> {
  const problems = await findFileProblems(loaded)
  if (problems.length === 0) return
  const { toFileError } = await import('@peaflow/flow')
  throw toFileError(problems)
}

type Mistake = Pick<FlowProblem, 'code' | 'message' | 'hint'>

interface CheckedExecutor {
  readonly pod: string
  readonly uses: string
  readonly directory: string
  readonly parse: boolean
}

async function checkExecutor({ pod, uses, directory, parse }: CheckedExecutor): Promise<Mistake | undefined> {
  if (BUILT_INS.has(uses)) return undefined
  const { findExecutor, inspectExecutor } = await import('@peaflow/pea/executor')
  try {
    await (parse ? inspectExecutor : findExecutor)({ uses, directory })
    return undefined
  } catch (caught) {
    if (!isFlowError(caught)) throw caught
    return toMistake(caught, { pod, uses, isThere: await exists(resolve(directory, uses)) })
  }
}

/** The codes of a Pea's errors that have one of their own in a flow file. */
const CODES: ReadonlyMap<ErrorCode, ErrorCode> = new Map([
  ['LAUNCH_EXECUTOR_FILE', 'CONFIG_EXECUTOR_FILE'],
  ['LAUNCH_EXECUTOR_BUILT_IN', 'CONFIG_EXECUTOR_FILE'],
])

function toMistake(
  { code, message, hint }: FlowError,
  { pod, uses, isThere }: { readonly pod: string; readonly uses: string; readonly isThere: boolean },
): Mistake {
  const text = `"${pod}" uses ${uses}`
  if (code === 'LAUNCH_EXECUTOR_BUILT_IN' && uses.startsWith('_')) {
    return { code: 'CONFIG_EXECUTOR_FILE', message: `${text}, but there is no such built-in executor`, hint }
  }
  if (code === 'LAUNCH_EXECUTOR_FILE' && isPath(uses) && !isThere && !message.includes('symbolic link')) {
    return { code: 'CONFIG_EXECUTOR_FILE', message: `${text}, but there is no such file`, hint }
  }
  return { code: CODES.get(code) ?? code, message: `"${pod}": ${message}`, hint }
}

function isPath(uses: string): boolean {
  return /^\.{0,2}\//.test(uses)
}

async function checkRemote(pea: PeaPlan, path: string): Promise<Mistake | undefined> {
  if (!runsInRemoteContainer(pea) || !(await exists(path))) return undefined
  const message = `"${pea.pod}" uses ${pea.uses}, a file on this machine, but it runs in a container on ${pea.host}`
  return { code: 'CONFIG_REMOTE_FILE', message, hint: REMOTE_HINT }
}

const REMOTE_HINT =
  'COPY the file into the image and leave out `uses` (CMD ["--uses", …]), or write its path inside the image'

function runsHere({ runtime, image, host, external }: PeaPlan): boolean {
  return LOCAL_RUNTIMES.has(runtime) && image === undefined && host === null && external !== true
}

/** Only relative paths count: an absolute one is a path inside the image. */
function runsInRemoteContainer({ runtime, image, host, external, uses }: PeaPlan): boolean {
  return runtime === 'docker' && image !== undefined && host !== null && external !== true && /^\./.test(String(uses))
}
