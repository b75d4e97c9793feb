import { FLOW_NAME } from '@peaflow/core'
import { noOptions, type OptionChecker, type OptionProblem, optionChecker, show } from '../options/check.ts'
import { volumeProblems } from '../options/container/rules.ts'
import type { FlowOptions } from '../options/flow-options.ts'
import { flowTable } from '../options/flow-table.ts'
import { nameProblem } from '../options/names.ts'
import type { PodEdges, PodValues } from '../options/pod.ts'
import type { JoinOptions, PodOptions } from '../options/pod-options.ts'
import { podTable } from '../options/pod-table.ts'

/** The options of a Pod, read. */
export interface ReadPod {
  readonly name: string | undefined
  readonly edges: PodEdges
  readonly options: PodValues
  /** Options that were set to `undefined`, to restore their defaults. */
  readonly cleared: readonly string[]
  readonly problems: readonly OptionProblem[]
}

/** The options of a Flow, read. */
export interface ReadFlowOptions {
  readonly values: FlowOptions
  readonly problems: readonly OptionProblem[]
}

const checkPod = optionChecker(podTable, 'api')
const checkFlow = optionChecker(flowTable, 'api')
const { optimize, hostname, join } = flowTable
const checkBuild = optionChecker({ optimize, hostname, join }, 'api')

/** Reads the options of `add` and `set`. */
export function readPodOptions(options: PodOptions): ReadPod {
  const problems = noOptions(options)
  if (problems.length > 0) return { name: undefined, edges: {}, options: {}, cleared: [], problems }
  const { name, recv_from, send_to, ...rest } = options
  const recvFrom = rest.recvFrom ?? recv_from
  const sendTo = rest.sendTo ?? send_to
  const given: Record<string, unknown> = { ...rest }
  if (recvFrom !== undefined) given.recvFrom = recvFrom
  if (sendTo !== undefined) given.sendTo = sendTo
  const cleared = Object.keys(options).filter((key) => given[ALIASES[key] ?? key] === undefined)
  const read = readPodValues(given, checkPod)
  const noName = name === undefined || typeof name === 'string' ? undefined : nameProblem(name)
  return {
    ...read,
    name,
    problems: noName === undefined ? read.problems : [noName, ...read.problems],
    cleared: cleared.map((key) => ALIASES[key] ?? key),
  }
}

/** Reads the options of `join`. */
export function readJoinOptions(needs: readonly string[], options: JoinOptions): ReadPod {
  if (noOptions(options).length > 0) return readPodOptions(options)
  const { uses = options.exec === undefined ? '_merge' : undefined, ...rest } = options
  return readPodOptions({ ...rest, uses, needs })
}

/** Checks the options of a Pod and brings them into their normal form. */
export function readPodValues(
  given: Readonly<Record<string, unknown>>,
  check: OptionChecker,
): Pick<ReadPod, 'edges' | 'options' | 'problems'> {
  const { values, problems } = check(given)
  const { needs, recvFrom, sendTo, ...options } = values as Readonly<Record<string, readonly string[] | undefined>>
  const wanted = needs ?? recvFrom
  const edges = {
    ...(wanted !== undefined && wanted.length > 0 && { needs: [...new Set(wanted)] }),
    ...(sendTo !== undefined && sendTo.length > 0 && { sendTo: [...new Set(sendTo)] }),
  }
  return {
    edges,
    options: nameBuild(options as PodValues),
    problems: needs !== undefined && recvFrom !== undefined ? [...problems, setTwice()] : problems,
  }
}

/** An image that is built needs no name of the user's. */
function nameBuild(options: PodValues): PodValues {
  const { build, image } = options
  if (build === undefined || image !== undefined) return options
  const path = build
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return { ...options, image: `peaflow-build/${path || 'here'}` }
}

/** Reads the options of `new Flow`. */
export function readFlowOptions(options: FlowOptions): ReadFlowOptions {
  const wrong = noOptions(options)
  if (wrong.length > 0) return { values: {}, problems: wrong }
  const { name, ...rest } = options
  const { values, problems: wrongOptions } = checkFlow(rest)
  const problems = [...wrongOptions, ...flowProblems(values)]
  if (name === undefined) return { values, problems }
  const wrongName = flowNameProblem(name)
  return wrongName === undefined
    ? { values: { name, ...values }, problems }
    : { values, problems: [wrongName, ...problems] }
}

/** Options of a Flow that have the right type and are wrong nevertheless. */
export function flowProblems({ volumes }: FlowOptions): readonly OptionProblem[] {
  return volumeProblems(volumes)
}

/** Reads the options of `buildFlow`. */
export function readBuildOptions(options: object): ReadFlowOptions {
  const wrong = noOptions(options)
  return wrong.length > 0 ? { values: {}, problems: wrong } : checkBuild({ ...options })
}

/** What is wrong with the name of a Flow, if anything is. */
export function flowNameProblem(name: unknown): OptionProblem | undefined {
  if (typeof name === 'string' && FLOW_NAME.test(name)) return undefined
  return {
    code: 'CONFIG_OPTION',
    path: ['name'],
    message: `expected a name of letters, digits, ".", "_" and "-", got ${show(name)}`,
  }
}

const ALIASES: Readonly<Record<string, string | undefined>> = {
  recv_from: 'needs',
  recvFrom: 'needs',
  send_to: 'sendTo',
}

function setTwice(): OptionProblem {
  return {
    code: 'CONFIG_OPTION',
    path: ['recvFrom'],
    message: 'needs and recvFrom are two names of one option',
    hint: 'Remove one of them',
  }
}
