import { toFileName } from '@peaflow/core'
import type { PodUses } from '../options/pod-options.ts'
import { mayPollAll } from '../options/polling.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { Edges, PodProblem } from './edges.ts'

type Settings = PodSettings<PodUses>

/** The options that a Pod cannot have whose replicas come by `peaflow join`, and why. */
const REFUSED = [
  ['external', 'its Peas are started by hand and dialled by the Flow'],
  ['host', 'its replicas come from wherever they are started'],
  ['group', 'the Pods of a group share a Pea that the Flow launches'],
] as const satisfies readonly (readonly [keyof Settings, string])[]

/** The problems of Pods whose replicas come by `peaflow join`; `settings` are those of each Pod, in the order of the names. */
export function joinedProblems({ names }: Edges, settings: readonly Settings[]): readonly PodProblem[] {
  return settings.flatMap((one, position) => (one.joins === undefined ? [] : problemsOf(names[position] ?? '', one)))
}

function problemsOf(pod: string, settings: Settings): readonly PodProblem[] {
  const refused = REFUSED.filter(([option]) => settings[option] !== undefined).map(([option, why]) => {
    const file = toFileName(option)
    const message = `"${pod}" has replicas that join, and ${file}: ${why}`
    return { ...problem(pod, message, `Remove ${file}, or give replicas as a number`), path: [option] }
  })
  return [...refused, ...codeProblems(pod, settings), ...shardProblems(pod, settings)]
}

function codeProblems(pod: string, { uses }: Settings): readonly PodProblem[] {
  if (typeof uses === 'string') return []
  const message = `"${pod}" has replicas that join, but its executor is a function, which runs only in the process that starts the Flow`
  return [problem(pod, message, 'Put the function in a module and name its path')]
}

/** What a shard holds is divided by how many shards there are. */
function shardProblems(pod: string, { polling, joins, replicas }: Settings): readonly PodProblem[] {
  if (!mayPollAll(polling) || joins?.min === replicas) return []
  const message = `"${pod}" has polling all, so that every replica gets each message: it needs a fixed number of them, not ${joins?.min} to ${replicas}`
  return [problem(pod, message, `Write replicas: { min: ${replicas}, max: ${replicas} }`)]
}

function problem(pod: string, message: string, hint: string): PodProblem {
  return { pod, code: 'CONFIG_JOIN', path: ['replicas'], message, hint }
}
