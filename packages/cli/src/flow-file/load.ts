import { type FlowPlan, isFlowError, machineOf, type OptimizeLevel } from '@peaflow/core'
import type { BuildOptions, Flow, FlowFile, FlowOptions, FlowProblem } from '@peaflow/flow'
import { readEnvFiles, requireEnvFiles } from './env-files.ts'
import { findCommonHostname } from './hostname.ts'
import { readFlowFile } from './read.ts'
import { findNamedFolders } from './volumes.ts'

/** The plan of a flow file. */
export interface LoadedPlan {
  readonly plan: FlowPlan
  /** The absolute folder that its relative paths start from. */
  readonly directory: string
  readonly positionOf: FlowFile['positionOf']
}

/** The plan of a flow file, and the options of the Flow itself: how it is served is in no plan. */
export interface LoadedFile extends LoadedPlan {
  readonly options: FlowOptions
}

/** How a flow file is loaded. */
export interface LoadOptions {
  /**
   * Which heads and tails to drop.
   *
   * @defaultValue as the file says
   */
  readonly optimize?: OptimizeLevel | undefined
  /**
   * Where replicas join.
   *
   * @defaultValue as the file says
   */
  readonly join?: string | undefined
  /** Receives the warnings of the file before it is built. */
  readonly onWarnings?: ((warnings: readonly FlowProblem[]) => void) | undefined
}

/**
 * Reads a flow file and builds it.
 *
 * @throws FlowError with all mistakes of the file, or the reason why it cannot be built.
 */
export async function loadPlan(file: string, { onWarnings, ...build }: LoadOptions = {}): Promise<LoadedFile> {
  const { flow, warnings, directory, positionOf } = await loadFlow(file)
  onWarnings?.(warnings)
  return { plan: await buildHere(flow, build, directory), options: flow.options, directory, positionOf }
}

/** A flow file that can be built. */
export interface LoadedFlow {
  readonly flow: Flow
  readonly warnings: readonly FlowProblem[]
  readonly isJina: boolean
  readonly directory: string
  readonly positionOf: FlowFile['positionOf']
}

/**
 * Reads a flow file.
 *
 * @throws FlowError with all mistakes of the file.
 */
export async function loadFlow(file: string): Promise<LoadedFlow> {
  return await requireFlow(await openFlow(file))
}

/**
 * The Flow of a file that was opened.
 *
 * @throws FlowError with all mistakes of the file.
 */
export async function requireFlow({ flow, problems, ...opened }: OpenedFlow): Promise<LoadedFlow> {
  if (flow !== undefined) return { flow, ...opened }
  const { toFileError } = await import('@peaflow/flow')
  throw toFileError(problems)
}

/** A flow file as it was read, with its mistakes. */
export interface OpenedFlow extends FlowFile, Pick<LoadedFlow, 'directory'> {}

/** Reads a flow file, mistakes and all. */
export async function openFlow(file: string): Promise<OpenedFlow> {
  const [{ text, env, directory }, { readFlow }] = await Promise.all([readFlowFile(file), import('@peaflow/flow')])
  const read = readFlow(text, { file, env })
  const { flow, positionOf } = read
  if (flow === undefined) return { ...read, directory }
  const [{ problems }, folders] = await Promise.all([
    readEnvFiles(flow, directory),
    findNamedFolders({ flow, directory, positionOf }),
  ])
  const warnings = [...read.warnings, ...folders].sort((one, other) => one.line - other.line)
  if (problems.length === 0) return { ...read, warnings, directory }
  const located = problems.map(({ pod, problem }) => {
    const position = pod === undefined ? undefined : positionOf(pod, 'envFile')
    return problem.file === undefined ? { ...problem, file, ...position } : problem
  })
  return { ...read, flow: undefined, problems: located, warnings, directory }
}

/**
 * Builds a Flow for this machine. Finds the machine's hostname where another machine has to dial it.
 *
 * @param directory - the folder from which the paths of `env_file` start.
 */
export async function buildHere(
  flow: Flow,
  build: Pick<BuildOptions, 'optimize' | 'join'> = {},
  directory: string = process.cwd(),
): Promise<FlowPlan> {
  const { buildFlow } = await import('@peaflow/flow')
  const envFiles = await requireEnvFiles(flow, directory)
  try {
    return buildFlow(flow, { ...build, envFiles })
  } catch (caught) {
    if (!isFlowError(caught) || !NEEDS_HOSTNAME.has(caught.code)) throw caught
    const hostname = await findCommonHostname(diallersOf(flow))
    if (hostname === undefined) throw caught
    return buildFlow(flow, { ...build, hostname, envFiles })
  }
}

/** Errors that a hostname resolves, or that are explained better with one. */
const NEEDS_HOSTNAME: ReadonlySet<string> = new Set(['ADDRESS_HOSTNAME', 'ADDRESS_EXTERNAL_NEIGHBOURS'])

/** The other machines that dial this one: those with Pods that are not external, or else the first of all. */
function diallersOf({ pods }: Flow): readonly string[] {
  const hosts = pods.flatMap(({ options: { host = [], external = false } }) =>
    host.map((one) => ({ host: one, external })),
  )
  const remote = hosts.filter((pod) => machineOf(pod) !== null)
  const diallers = remote.filter(({ external }) => !external)
  return [...new Set((diallers.length > 0 ? diallers : remote.slice(0, 1)).map(({ host }) => host))]
}
