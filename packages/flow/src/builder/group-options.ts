import { toFileName } from '@peaflow/core'
import type { PodUses } from '../options/pod-options.ts'
import { mayPollAll } from '../options/polling.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import { isSameData } from '../settings/same-data.ts'
import type { PodProblem } from './edges.ts'

type Settings = PodSettings<PodUses>
type Option = keyof Settings

/** A Pod of a group. */
export interface GroupedPod {
  readonly name: string
  readonly settings: Settings
}

/** What each Pod of a group may set for itself. All other options belong to the Pea that its Pods share. */
const OWN: ReadonlySet<string> = new Set<Option>([
  ...(['uses', 'exec', 'python', 'with', 'concurrency', 'timeoutRequest', 'workspace', 'group'] as const),
  ...(['polling', 'external', 'usesBefore', 'usesAfter', 'portIn', 'hostIn', 'portOut', 'hostOut'] as const),
])

/** What belongs to the Pea that the Pods share. An option in neither set needs a Pea for its Pod alone. */
const OF_THE_PEA: ReadonlySet<string> = new Set<Option>([
  ...(['replicas', 'scheduling', 'timeoutReady', 'timeoutAlive', 'restart', 'retries', 'prefetch', 'runtime'] as const),
  ...(['env', 'envFile', 'host', 'image', 'build', 'entrypoint', 'volumes', 'gpus', 'cpus', 'memory', 'user'] as const),
  ...(['pull', 'docker', 'dockerHost', 'portControl'] as const),
])

/** Addresses by hand, which only the first or the last Pod of a group can have. */
const ENDS = { first: ['portIn', 'hostIn'], last: ['portOut', 'hostOut'] } as const

/** The options with which the Pods of a group, in order, cannot share a Pea. */
export function groupOptionProblems(group: string, pods: readonly GroupedPod[]): readonly PodProblem[] {
  const [first] = pods
  return pods.flatMap((pod) => {
    const refused = refusedOptions(pod, { isFirst: pod === first, isLast: pod === pods.at(-1) })
    const differing = first === undefined ? [] : differences(group, first, pod)
    return [
      ...refused.map(({ option, why }) => refusal(group, pod, { option, why })),
      ...differing.map((problem) => ({ ...problem, pod: pod.name })),
    ]
  })
}

interface Refused {
  readonly option: Option
  readonly why: string
}

function refusedOptions(
  { settings }: GroupedPod,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): readonly Refused[] {
  const refused: Refused[] = []
  const refuse = (option: Option, why: string): void => {
    if (settings[option] !== undefined) refused.push({ option, why })
  }
  refuse('external', 'its Peas are started by hand')
  refuse('usesBefore', 'a head is a Pea of its own')
  refuse('usesAfter', 'a tail is a Pea of its own')
  if (mayPollAll(settings.polling)) refuse('polling', 'the answers of all replicas are merged in a Pea of its own')
  for (const option of Object.keys(settings) as Option[]) {
    if (!OWN.has(option) && !OF_THE_PEA.has(option)) refuse(option, 'it needs a Pea for its Pod alone')
  }
  if (!isFirst) for (const option of ENDS.first) refuse(option, 'no socket leads to it from the Pod before')
  if (!isLast) for (const option of ENDS.last) refuse(option, 'no socket leads from it to the Pod after')
  return refused
}

function refusal(group: string, { name, settings }: GroupedPod, { option, why }: Refused): PodProblem {
  const file = toFileName(option)
  const value = option === 'polling' ? 'all' : shown(settings[option])
  return {
    pod: name,
    code: 'CONFIG_GROUP',
    path: [option],
    message: `"${name}" has ${file}${value === '' ? '' : `: ${value}`}, which a Pod of the group "${group}" cannot: ${why}`,
    hint: `Remove ${file}, or take "${name}" out of the group`,
  }
}

function differences(group: string, first: GroupedPod, pod: GroupedPod): readonly PodProblem[] {
  if (first === pod) return []
  const options = new Set([...Object.keys(first.settings), ...Object.keys(pod.settings)] as Option[])
  return [...options]
    .filter((option) => OF_THE_PEA.has(option) && !isSameData(first.settings[option], pod.settings[option]))
    .map((option) => difference(group, [first, pod], option))
}

function difference(group: string, [first, pod]: readonly [GroupedPod, GroupedPod], option: Option): PodProblem {
  const [one, other] = [shown(first.settings[option]), shown(pod.settings[option])]
  const values = one === '' || other === '' ? '' : `: ${one} and ${other}`
  const file = toFileName(option)
  return {
    code: 'CONFIG_GROUP',
    path: [option],
    message: `"${first.name}" and "${pod.name}" share a Pea in the group "${group}", but differ in ${file}${values}`,
    hint: `Give both the same ${file}, or take "${pod.name}" out of the group`,
  }
}

/** A value as an error shows it; empty for what is long, or not for everybody, such as the environment. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
