import type { ContainerOptions } from '@peaflow/core'

/** The options that apply only to containers. */
export const CONTAINER_OPTIONS = [
  'build',
  'entrypoint',
  'volumes',
  'gpus',
  'pull',
  'dockerHost',
  'docker',
  'memory',
  'cpus',
  'user',
] as const satisfies readonly (keyof ContainerOptions)[]
