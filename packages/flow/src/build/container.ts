import type { ContainerOptions } from '@peaflow/core'
import { engineAddress } from '../settings/engine-address.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { Growing } from './pea-draft.ts'

/** The runtimes that run no containers. */
export const BUILT_IN_RUNTIMES: ReadonlySet<string> = new Set(['process', 'thread', 'inline'])

/** How the container of a replica runs; `undefined` if it runs in none. */
export function containerOf(settings: PodSettings, machine: string | null): ContainerOptions | undefined {
  if (settings.image === undefined && BUILT_IN_RUNTIMES.has(settings.runtime)) return undefined
  const { pull, build, entrypoint, volumes, env, gpus, docker, memory, cpus, user, external } = settings
  const usesEngine = settings.runtime === 'docker' && external !== true
  const dockerHost = usesEngine ? engineAddress(machine, settings.dockerHost) : settings.dockerHost
  const container: Growing<ContainerOptions> = { pull }
  if (build !== undefined) container.build = build
  if (entrypoint !== undefined) container.entrypoint = entrypoint
  if (volumes !== undefined) container.volumes = volumes
  if (env !== undefined) container.env = env
  if (gpus !== undefined) container.gpus = gpus
  if (dockerHost !== undefined) container.dockerHost = dockerHost
  if (docker !== undefined) container.docker = docker
  if (memory !== undefined) container.memory = memory
  if (cpus !== undefined) container.cpus = cpus
  if (user !== undefined) container.user = user
  return container
}
