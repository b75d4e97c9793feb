import { machineOf } from '@peaflow/core'
import type { OptionProblem } from '../options/check.ts'
import type { Pod } from '../options/pod.ts'
import type { PodUses } from '../options/pod-options.ts'
import { EACH_HOST } from '../settings/engine-address.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { PodProblem } from './edges.ts'

type Settings = PodSettings<PodUses>

/**
 * What containers of other machines cannot have, and Engines that are not where their Pods are.
 *
 * @param settings - of each Pod
 */
export function remoteProblems(pods: readonly Pod[], settings: readonly Settings[]): readonly PodProblem[] {
  return pods.flatMap(({ name }, place) =>
    problemsOf(name, settings[place] as Settings).map((problem) => ({ ...problem, pod: name })),
  )
}

function problemsOf(name: string, settings: Settings): readonly OptionProblem[] {
  const { image, external, runtime, host = [] } = settings
  if (image === undefined || external === true || runtime !== 'docker') return []
  const machine = host.map((one) => machineOf({ host: one })).find((one) => one !== null)
  if (machine === undefined) return engineElsewhere(name, settings)
  return [...farVolumes(name, settings, machine), ...oneEngine(name, settings)]
}

function farVolumes(name: string, { volumes = [] }: Settings, machine: string): readonly OptionProblem[] {
  return volumes.flatMap((volume, index): OptionProblem[] => {
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
  if (dockerHost === undefined || dockerHost.includes(EACH_HOST)) return []
  const machines = new Set(host.map((one) => machineOf({ host: one })))
  if (machines.size < 2) return []
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
