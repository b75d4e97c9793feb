import { machineOf } from '@peaflow/core'
import type { OptionProblem } from '../options/check.ts'
import type { FlowOptions } from '../options/flow-options.ts'
import type { PodUses } from '../options/pod-options.ts'
import { EACH_HOST } from '../settings/engine-address.ts'
import { flowSettings } from '../settings/flow-settings.ts'
import { type PodSettings, podSettings } from '../settings/pod-settings.ts'
import type { PodProblem } from './edges.ts'
import type { Pod } from './pod.ts'

type Settings = PodSettings<PodUses>

interface Described {
  readonly pods: readonly Pod[]
  readonly options: FlowOptions
}

/** What containers of other machines cannot have, and Engines that are not where their Pods are. */
export function farProblems({ pods, options }: Described): readonly PodProblem[] {
  const inContainers = pods.filter((pod) => pod.options.image !== undefined && pod.options.external !== true)
  if (inContainers.length === 0) return []
  const ofFlow = flowSettings(options)
  return inContainers.flatMap((pod) => {
    const settings = podSettings(pod, ofFlow)
    if (settings.runtime !== 'docker') return []
    const found = machinesOf(settings).length === 0 ? engineElsewhere(pod.name, settings) : farPod(pod.name, settings)
    return found.map((problem) => ({ ...problem, pod: pod.name }))
  })
}

/** The other machines that a Pod runs on. */
function machinesOf({ host = [] }: Settings): readonly string[] {
  return [...new Set(host.flatMap((one) => machineOf({ host: one }) ?? []))]
}

function farPod(name: string, settings: Settings): readonly OptionProblem[] {
  return [...farVolumes(name, settings), ...oneEngine(name, settings)]
}

function farVolumes(name: string, settings: Settings): readonly OptionProblem[] {
  const [machine] = machinesOf(settings)
  return (settings.volumes ?? []).flatMap((volume, index): OptionProblem[] => {
    if (!/^[.~]/.test(volume)) return []
    return [
      {
        code: 'CONFIG_FAR_FILE',
        path: ['volumes', index],
        message: `"${name}" mounts ${volume}, a path of this machine, but runs on ${machine}`,
        hint: `Put it into the image (COPY), or give an absolute path of ${machine}, or the name of a volume`,
      },
    ]
  })
}

function oneEngine(name: string, settings: Settings): readonly OptionProblem[] {
  const { host = [], dockerHost } = settings
  const machines = new Set(host.map((one) => machineOf({ host: one })))
  if (dockerHost === undefined || machines.size < 2 || dockerHost.includes(EACH_HOST)) return []
  return [
    {
      code: 'CONFIG_HOST',
      path: ['dockerHost'],
      message: `"${name}" runs on ${host.join(' and ')}, but ${dockerHost} is one Engine`,
      hint: `Write ${EACH_HOST} where the host belongs, such as tcp://${EACH_HOST}:2376; or leave it out: ssh://${EACH_HOST}`,
    },
  ]
}

/** An Engine of another machine, for a Pod that is not said to run there: nobody would find it. */
function engineElsewhere(name: string, { dockerHost = '' }: Settings): readonly OptionProblem[] {
  if (dockerHost.includes(EACH_HOST) || !/^(tcp|https?|ssh):/.test(dockerHost) || !URL.canParse(dockerHost)) return []
  const machine = new URL(dockerHost).hostname.replace(/^\[|\]$/g, '')
  if (machineOf({ host: machine }) === null) return []
  return [
    {
      code: 'CONFIG_HOST',
      path: ['dockerHost'],
      message: `"${name}" has no host, but its Engine at ${dockerHost} runs containers on ${machine}`,
      hint: `Say where it runs: host: ${machine}`,
    },
  ]
}
