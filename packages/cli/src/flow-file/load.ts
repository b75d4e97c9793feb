import { type FlowPlan, isFlowError, machineOf, type OptimizeLevel } from '@peaflow/core'
import { buildFlow, type Flow, type FlowFile, type FlowProblem, readFlow, toFileError } from '@peaflow/flow'
import type { GlobalOptions } from '../commands/globals.ts'
import { fromProblem } from '../report/diagnosis.ts'
import { report } from '../report/fail.ts'
import { findCommonHostname } from './hostname.ts'
import { readFlowFile } from './read.ts'

/** A flow file as a plan. */
export interface LoadedPlan {
  readonly plan: FlowPlan
  /** The absolute folder that its relative paths are relative to. */
  readonly directory: string
  readonly placeOf: FlowFile['placeOf']
}

/** How a flow file is loaded. */
export interface LoadOptions {
  readonly globals: GlobalOptions
  /**
   * How much of what is not needed is dropped.
   *
   * @defaultValue what the file says
   */
  readonly optimize?: OptimizeLevel | undefined
}

/**
 * Reads a flow file, reports what its author should know, and builds it.
 *
 * @throws FlowError with all mistakes of the file, or why it cannot be built.
 */
export async function loadPlan(file: string, { globals, optimize }: LoadOptions): Promise<LoadedPlan> {
  const { flow, warnings, directory, placeOf } = requireFlow(await openFlow(file))
  report(
    warnings.map((warning) => fromProblem(warning, 'warning')),
    globals,
  )
  return { plan: await buildHere(flow, optimize), directory, placeOf }
}

/** A flow file that can be built. */
export interface LoadedFlow {
  readonly flow: Flow
  readonly warnings: readonly FlowProblem[]
  readonly directory: string
  readonly placeOf: FlowFile['placeOf']
}

/** A flow file as it was read, with what is wrong with it. */
export interface OpenedFlow extends FlowFile, Pick<LoadedFlow, 'directory'> {}

/** Reads a flow file, whatever is wrong with it. */
export async function openFlow(file: string): Promise<OpenedFlow> {
  const { text, env, directory } = await readFlowFile(file)
  return { ...readFlow(text, { file, env }), directory }
}

/**
 * Insists on a Flow.
 *
 * @throws FlowError with all mistakes of the file.
 */
export function requireFlow({ flow, problems, ...opened }: OpenedFlow): LoadedFlow {
  if (flow === undefined) throw toFileError(problems)
  return { flow, ...opened }
}

/** Builds a Flow for this machine, whose name is looked up where another machine must dial it. */
export async function buildHere(flow: Flow, optimize?: OptimizeLevel): Promise<FlowPlan> {
  try {
    return buildFlow(flow, { optimize })
  } catch (caught) {
    if (!isFlowError(caught) || !WITH_HOSTNAME.has(caught.code)) throw caught
    const hostname = await findCommonHostname(diallersOf(flow))
    if (hostname === undefined) throw caught
    return buildFlow(flow, { optimize, hostname })
  }
}

/** What is no mistake, or is explained better, once this machine has a name. */
const WITH_HOSTNAME: ReadonlySet<string> = new Set(['ADDRESS_HOSTNAME', 'ADDRESS_EXTERNAL_NEIGHBOURS'])

/** The other machines that dial this one: those whose containers do; if there are none, whichever somebody may tell to. */
function diallersOf({ pods }: Flow): readonly string[] {
  const far = pods.flatMap(({ options: { host = [], external = false } }) =>
    host.map((one) => ({ host: one, external })),
  )
  const remote = far.filter((pod) => machineOf(pod) !== null)
  const diallers = remote.filter(({ external }) => !external)
  return [...new Set((diallers.length > 0 ? diallers : remote.slice(0, 1)).map(({ host }) => host))]
}
