import { posix } from 'node:path'
import type { ExecutorFolder } from './executor-links.ts'
import { bindMount, type Mount } from './volume.ts'

/** An executor of this machine as its container has it. */
export interface MountedExecutor {
  /** The path of the file in the container. */
  readonly file: string
  readonly mounts: readonly Mount[]
}

/**
 * Mounts the folder of an executor at `target`, read-only. If relative links lead out of the folder, it and what they lead
 * to are mounted below `target` at the paths that they have on this machine, so that the links are right there, too.
 */
export function mountExecutor({ folder, file, links }: ExecutorFolder, target: string): MountedExecutor {
  const isNested = links.some(({ isAbsolute }) => !isAbsolute)
  const own = isNested ? posix.join(target, folder) : target
  const mounts = links.map(({ source, path, isAbsolute }) =>
    bindMount(source, isAbsolute ? path : posix.join(target, path), true),
  )
  return { file: posix.join(own, file), mounts: [bindMount(folder, own, true), ...mounts] }
}
