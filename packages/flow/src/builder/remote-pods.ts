import { machineOf } from '@peaflow/core'
import type { OptionProblem } from '../options/check.ts'
import type { PodUses } from '../options/pod-options.ts'
import { EACH_HOST } from '../settings/engine-address.ts'
import type { PodSettings } from '../settings/pod-settings.ts'

type Settings = PodSettings<PodUses>

/** Finds local paths that a container on another machine mounts, and an Engine that is not on the machine of its Pod. */
export function remoteProblems(name: string, settings: Settings): readonly OptionProblem[] {
  const { image, external, runtime, host = [] } = settings
  if (image === undefined || external === true || runtime !== 'docker') return []
  const machine = host.map((one) => machineOf({ host: one })).find((one) => one !== null)
  if (machine === undefined) return engineElsewhere(name, settings)
  return [...localVolumes(name, settings, machine), ...oneEngine(name, settings)]
}

function localVolumes(name: string, { volumes = [] }: Settings, machine: string): readonly OptionProblem[] {
  return volumes.flatMap((volume, index): OptionProblem[] => {
    if (!/^[.~]/.test(volume)) return []
    return [
      {
        code: 'CONFIG_REMOTE_FILE',
        path: ['volumes', index],
        message: `"${name}" mounts ${volume}, a path of this machine, but runs on ${machine}`,
        hint: `Copy it into the image, or use an absolute path on ${machine} or the name of a volume`,
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
      message: `"${name}" runs on ${host.join(' and ')}, but ${dockerHost} is a single Engine`,
      hint: `Write ${EACH_HOST} in place of the host, as in tcp://${EACH_HOST}:2376; or remove dockerHost for ssh://${EACH_HOST}`,
    },
  ]
}

/** Finds an Engine on another machine whose Pod has no host: the other Peas would not find the Pod. */
function engineElsewhere(name: string, { dockerHost = '' }: Settings): readonly OptionProblem[] {
  if (dockerHost.includes(EACH_HOST) || !/^(tcp|https?|ssh):/.test(dockerHost) || !URL.canParse(dockerHost)) return []
  const machine = new URL(dockerHost).hostname.replace(/^\[|\]$/g, '')
  if (machineOf({ host: machine }) === null) return []
  return [
    {
      code: 'CONFIG_HOST',
      path: ['dockerHost'],
      message: `"${name}" has no host, but its Engine at ${dockerHost} runs containers on ${machine}`,
      hint: `Set where it runs: host: ${machine}`,
    },
  ]
}
