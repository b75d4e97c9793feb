import { posix } from 'node:path'
import type { PeaSpec, SharedFolder } from '@peaflow/core'
import { isPlainRuntime } from '../engine/kernel.ts'
import { bindMount, type Mount } from './volume.ts'

/** The folders with the Unix sockets of a Pea, at the same paths in its container. */
export function mountFolders(folders: readonly SharedFolder[] = []): readonly Mount[] {
  return folders.map(({ path, readOnly }) => bindMount(path, path, readOnly))
}

/**
 * Whether the options of a container let it use a folder of the caller: it runs as the caller, with the kernel of its
 * machine, and no volume lies above the folder, which would get an empty folder for it.
 *
 * @param user - the `uid:gid` of the caller
 */
export function allowsFolder({ container = {} }: PeaSpec, folder: string, user: string | undefined): boolean {
  const { docker = {}, volumes = [] } = container
  const host = (docker.HostConfig ?? {}) as HostFields
  const users = [container.user, docker.User as string | undefined]
  if (user === undefined || users.some((one) => one && one !== user && one !== user.split(':')[0])) return false
  if (host.UsernsMode || !isPlainRuntime(host.Runtime || undefined)) return false
  const targets = [
    ...volumes.map(targetOf),
    ...(host.Binds ?? []).map(targetOf),
    ...(host.Mounts ?? []).map(({ Target = '' }) => Target),
  ]
  return !targets.some((target) => isWithin(folder, posix.normalize(target)))
}

/** The fields of a Pod's `docker.HostConfig` that are read here. */
interface HostFields {
  readonly UsernsMode?: string
  readonly Runtime?: string
  readonly Binds?: readonly string[]
  readonly Mounts?: readonly { readonly Target?: string }[]
}

/** The target of `source:target:options`, `source:target` or `target`. */
function targetOf(volume: string): string {
  const [first = '', second] = volume.split(':')
  return second ?? first
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
