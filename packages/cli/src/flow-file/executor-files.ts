import { resolve } from 'node:path'
import {
  BUILT_IN_EXECUTORS,
  type ErrorCode,
  type ExecPlan,
  type FlowError,
  isExec,
  isFlowError,
  type PeaPlan,
  stagesOf,
} from '@peaflow/core'
import type { FlowProblem } from '@peaflow/flow'
import { isClassName } from './class-name.ts'
import { exists } from './exists.ts'
import type { LoadedPlan } from './load.ts'
import { runsHere } from './runs-here.ts'

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
  const executors = new Map(plan.peas.flatMap(stagesOf).map((pea) => [`${pea.pod} ${pea.uses}`, pea]))
  const problems = [...executors.values()].map(async (pea): Promise<FlowProblem[]> => {
    const mistake = await findMistake(pea, { directory, parse, passClasses })
    return mistake === undefined ? [] : [{ ...mistake, ...(positionOf(pea.pod, optionOf(pea, mistake)) ?? TOP) }]
  })
  return (await Promise.all(problems)).flat()
}

interface Where {
  readonly parse: boolean
  readonly passClasses: boolean
  readonly directory: string
}

async function findMistake(pea: PeaPlan, { directory, parse, passClasses }: Where): Promise<Mistake | undefined> {
  const { pod, uses } = pea
  if (isExec(uses)) return runsHere(pea) ? await checkProgram({ pod, exec: uses.exec, directory }) : undefined
  if (typeof uses !== 'string' || (passClasses && isClassName(uses))) return undefined
  if (!runsHere(pea)) return await checkRemote(pea, resolve(directory, uses))
  return await checkExecutor({ ...pea, uses, directory, parse })
}

/** The option at which a mistake is shown. */
function optionOf(
  { role, uses, python }: PeaPlan,
  { code }: Mistake,
): 'uses' | 'usesBefore' | 'usesAfter' | 'exec' | 'python' {
  if (isExec(uses)) return 'exec'
  return code === 'LAUNCH_PYTHON' && python !== undefined ? 'python' : OPTIONS[role]
}

/** Finds Pods of a Jina flow file whose executor is a class in Python, which Peaflow runs by the name of its file. */
export function findClasses({ plan, positionOf }: LoadedPlan): FlowProblem[] {
  const pods = new Map(plan.peas.flatMap(stagesOf).map((pea) => [`${pea.pod} ${pea.uses}`, pea]))
  return [...pods.values()].flatMap((pea): FlowProblem[] => {
    const { pod, role, uses } = pea
    if (typeof uses !== 'string' || !isClassName(uses) || !runsHere(pea)) return []
    const message = `"${pod}" uses ${uses}, a class in Python, but Peaflow has to know its file`
    return [{ code: 'CONFIG_JINA_EXECUTOR', message, hint: CLASS_HINT, ...(positionOf(pod, OPTIONS[role]) ?? TOP) }]
  })
}

const CLASS_HINT =
  'Name its file: uses: ./executors.py. If that has several executors, name a YAML file with jtype and py_modules; `peaflow migrate` writes it'

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

interface CheckedExecutor extends Pick<PeaPlan, 'pod' | 'python' | 'env'> {
  readonly uses: string
  readonly directory: string
  readonly parse: boolean
}

async function checkProgram({ pod, exec, directory }: CheckedProgram): Promise<Mistake | undefined> {
  const { inspectProgram } = await import('@peaflow/pea/executor')
  try {
    inspectProgram(exec, directory)
    return undefined
  } catch (caught) {
    if (!isFlowError(caught)) throw caught
    return { code: caught.code, message: `"${pod}": ${caught.message}`, hint: caught.hint }
  }
}

interface CheckedProgram {
  readonly pod: string
  readonly exec: ExecPlan
  readonly directory: string
}

async function checkExecutor(executor: CheckedExecutor): Promise<Mistake | undefined> {
  const { pod, uses, directory, parse, python, env } = executor
  if (BUILT_INS.has(uses)) return undefined
  const { findExecutor, inspectExecutor } = await import('@peaflow/pea/executor')
  try {
    await (parse ? inspectExecutor : findExecutor)({ uses, directory, python, env })
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

/** Only relative paths count: an absolute one is a path inside the image. */
function runsInRemoteContainer({ runtime, image, host, external, uses }: PeaPlan): boolean {
  return runtime === 'docker' && image !== undefined && host !== null && external !== true && /^\./.test(String(uses))
}
