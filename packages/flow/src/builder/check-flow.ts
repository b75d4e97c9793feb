import { BUILT_IN_EXECUTORS, toFileName } from '@peaflow/core'
import { dockerWarnings } from '../options/container/rules.ts'
import { CONTAINER_OPTIONS } from '../options/container-options.ts'
import { GATEWAY, type Pod, type PodValues } from '../options/pod.ts'
import type { PodUses } from '../options/pod-options.ts'
import { flowSettings } from '../settings/flow-settings.ts'
import { type PodSettings, settingsOf } from '../settings/pod-settings.ts'
import { clusterProblems } from './cluster-pods.ts'
import { type Edges, type FlowDescription, type PodProblem, resolveEdges } from './edges.ts'
import { groupProblems, loneProblems } from './groups.ts'
import { joinedProblems } from './joined-pods.ts'
import { cycleProblem, sideBranches } from './order.ts'
import { remoteProblems } from './remote-pods.ts'

/** The problems that prevent a build, and the warnings for the author of a Flow. */
export interface FlowCheck {
  readonly problems: readonly PodProblem[]
  readonly warnings: readonly PodProblem[]
}

/** Checks a Flow as a whole, which is possible only once every Pod is added. */
export function checkFlow(flow: FlowDescription): FlowCheck {
  const edges = resolveEdges(flow)
  const settings = settingsOf(flow.pods, flowSettings(flow.options))
  const problems = flowProblems(flow.pods, edges, settings)
  if (problems.length > 0) return { problems, warnings: [] }
  const side = sideBranches(edges, edges.answer)
  const warnings = flow.pods.flatMap(({ name, options }, position) => [
    ...(side.has(name) ? [sideBranch(name, edges.answer)] : []),
    ...unusedContainerOptions(name, options),
    ...unusedEnvironment(name, options, settings[position]?.runtime),
    ...unusedBatch(name, options),
    ...dockerWarnings(options).map((warning) => ({ ...warning, pod: name })),
  ])
  return { problems: [], warnings: [...warnings, ...loneProblems(edges, settings)] }
}

/** The problems of a Flow as a whole that prevent a build. */
export function flowProblems(
  pods: readonly Pod[],
  edges: Edges,
  settings: readonly PodSettings<PodUses>[],
): readonly PodProblem[] {
  const ofGraph = graphProblems(edges)
  const ofGroups = ofGraph.length === 0 ? groupProblems(edges, settings) : []
  return [
    ...ofGraph,
    ...ofGroups,
    ...joinedProblems(edges, settings),
    ...PLACEMENT_RULES.flatMap((rule) => perPod(pods, settings, rule)),
  ]
}

/** What cannot be done for a Pod where it is to run. */
const PLACEMENT_RULES = [remoteProblems, clusterProblems] as const

function perPod(
  pods: readonly Pod[],
  settings: readonly PodSettings<PodUses>[],
  rule: (typeof PLACEMENT_RULES)[number],
): readonly PodProblem[] {
  return pods.flatMap(({ name }, position) =>
    rule(name, settings[position] as PodSettings<PodUses>).map((problem) => ({ ...problem, pod: name })),
  )
}

function graphProblems(edges: Edges): readonly PodProblem[] {
  if (edges.names.length === 0) return [emptyFlow()]
  const cycle = cycleProblem(edges)
  return cycle === undefined ? edges.problems : [...edges.problems, cycle]
}

const BUILT_IN_RUNTIMES: ReadonlySet<string | undefined> = new Set([undefined, 'process', 'thread', 'inline'])

function emptyFlow(): PodProblem {
  return {
    code: 'TOPOLOGY_EMPTY',
    path: ['pods'],
    message: 'the Flow has no Pods',
    hint: 'Add one: { name: hello, uses: ./hello.js }',
  }
}

function sideBranch(pod: string, answer: string): PodProblem {
  const end = answer === GATEWAY ? 'the answer of the Flow' : `"${answer}", whose answer is the Flow's`
  return {
    pod,
    code: 'TOPOLOGY_SIDE_BRANCH',
    path: [],
    message: `no path leads from "${pod}" to ${end}, so no request waits for its results`,
    hint: `If its results belong to the answer, join it: needs: [${answer}, ${pod}]`,
  }
}

function unusedContainerOptions(pod: string, options: PodValues): readonly PodProblem[] {
  if (options.image !== undefined || !BUILT_IN_RUNTIMES.has(options.runtime)) return []
  return CONTAINER_OPTIONS.filter((option) => options[option] !== undefined).map((option) => ({
    pod,
    code: 'CONFIG_NO_IMAGE',
    path: [option],
    message: `"${pod}" has no image, so ${option} has no effect`,
    hint: 'Give it an `image`, or remove this option',
  }))
}

function unusedBatch(pod: string, { batch, uses = '_pass', exec, external }: PodValues): readonly PodProblem[] {
  const isBuiltIn = BUILT_IN_EXECUTORS.some((name) => name === uses)
  if (batch === undefined || exec !== undefined || !isBuiltIn || external === true) return []
  return [
    {
      pod,
      code: 'CONFIG_NO_EXECUTOR',
      path: ['batch'],
      message: `"${pod}" calls no executor, so batch has no effect`,
      hint: 'Name its executor in `uses`, or remove this option',
    },
  ]
}

/** A process, a container and whatever another package launches have an environment of their own. */
function unusedEnvironment(pod: string, options: PodValues, runtime: string | undefined): readonly PodProblem[] {
  const { env, envFile, external } = options
  const isShared = runtime === 'thread' || runtime === 'inline'
  if ((env === undefined && envFile === undefined) || options.image !== undefined) return []
  if (!isShared && external !== true) return []
  const option = env === undefined ? 'envFile' : 'env'
  const where = isShared ? 'runs in the process of the Flow, whose environment it shares' : 'is started by hand'
  return [
    {
      pod,
      code: 'CONFIG_NO_ENVIRONMENT',
      path: [option],
      message: `"${pod}" ${where}, so ${toFileName(option)} has no effect`,
      hint: isShared ? 'Set `runtime: process`, or remove this option' : 'Set the variables where it is started',
    },
  ]
}
