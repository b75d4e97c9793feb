import type { ContainerOptions } from '@peaflow/core'

/** The options that only a container heeds. */
export const CONTAINER_OPTIONS = [
  'entrypoint',
  'volumes',
  'env',
  'gpus',
  'pull',
  'dockerHost',
  'docker',
  'memory',
  'cpus',
  'user',
] as const satisfies readonly (keyof ContainerOptions)[]
