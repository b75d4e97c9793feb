import { isVolumePath, splitVolume, toFileName } from '@peaflow/core'
import type { OptionProblem } from '../options/check.ts'
import type { PodUses } from '../options/pod-options.ts'
import { KUBERNETES } from '../options/runtimes.ts'
import type { PodSettings } from '../settings/pod-settings.ts'

type Settings = PodSettings<PodUses>

/** Options that mean nothing to a Pea that runs in a cluster, and what to do about them. */
const REFUSED = {
  host: 'Remove it: Kubernetes chooses the machine',
  dockerHost: 'Remove it: Kubernetes runs the container',
  docker: 'Remove it: its fields are those of a Docker Engine',
  build: 'Build the image, push it to where the cluster can pull it, and remove this option',
  portIn: 'Remove it: each Pea has an address of its own there, and ports that nothing else uses',
  portOut: 'Remove it: each Pea has an address of its own there, and ports that nothing else uses',
} as const satisfies Partial<Record<keyof Settings, string>>

/** Finds what cannot be done for a Pod with the runtime `kubernetes`. */
export function clusterProblems(name: string, settings: Settings): readonly OptionProblem[] {
  const { runtime, external, volumes = [], gpus, user } = settings
  if (runtime !== KUBERNETES || external === true) return []
  const problem = (option: keyof Settings, why: string, hint: string): OptionProblem => ({
    code: 'CONFIG_OPTION',
    path: [option],
    message: `"${name}" runs in Kubernetes, where ${why}`,
    hint,
  })
  const refused = (Object.keys(REFUSED) as (keyof typeof REFUSED)[]).filter((option) => settings[option] !== undefined)
  return [
    ...refused.map((option) => problem(option, `${toFileName(option)} has no effect`, REFUSED[option])),
    ...volumes.flatMap((text, index) => volumeProblem(name, text, index)),
    ...(gpus === 'all' ? [problem('gpus', 'a container gets a number of GPUs', 'Write it: gpus: 1')] : []),
    ...(user === undefined || /^\d+(:\d+)?$/.test(user)
      ? []
      : [problem('user', 'users are numbers', 'Write its ids in the image: user: 1000:1000')]),
  ]
}

function volumeProblem(name: string, text: string, index: number): readonly OptionProblem[] {
  const { source } = splitVolume(text)
  if (source !== undefined && !isVolumePath(source)) return []
  const what = source === undefined ? `a volume at ${text} without a name` : `${source}, a path of this machine`
  const message = `"${name}" mounts ${what}, but runs in Kubernetes`
  const hint = 'Name a PersistentVolumeClaim of its namespace: volumes: [models:/models:ro]'
  return [{ code: 'CONFIG_VOLUME', path: ['volumes', index], message, hint }]
}
