import { posix, resolve } from 'node:path'
import { FlowError } from '@peaflow/core'

/** A volume in one of the two forms that the Engine accepts. */
export interface Volume {
  /** The create call fails if the source does not exist, where a bind would create an empty folder that root owns. */
  readonly mount?: Mount | undefined
  /** For options that a mount does not support, such as `z` for SELinux. */
  readonly bind?: string | undefined
}

/** An entry of the Engine's `HostConfig.Mounts`. */
export interface Mount {
  readonly Type: 'bind' | 'volume'
  readonly Source?: string | undefined
  readonly Target: string
  readonly ReadOnly: boolean
  /** Applies if the volume does not exist yet. */
  readonly VolumeOptions?: { readonly Labels: Readonly<Record<string, string>> } | undefined
}

/** The mount of a file or folder of this machine. */
export function bindMount(Source: string, Target: string, ReadOnly: boolean): Mount {
  return { Type: 'bind', Source, Target, ReadOnly }
}

/** How paths of volumes are resolved. */
export interface VolumeFolders {
  /** The folder that relative paths are relative to. */
  readonly directory: string
  /** The folder that `~` stands for. */
  readonly home: string
  /** The other machine that the paths belong to; it has neither of the two folders. */
  readonly machine?: string | null | undefined
}

const VOLUME_PATTERN = /^(?:((?:[A-Za-z]:[\\/])?[^:]+):)?(\/[^:]*)(?::([^:]+))?$/

/**
 * Parses `source:target[:options]` like Docker Compose: a source that begins with `.`, `/` or `~` is a path, any other
 * is the name of a volume.
 *
 * @throws FlowError `CONFIG_VOLUME` if it is not valid; `CONFIG_REMOTE_FILE` if it is a path of this machine and the
 * container is to run on another.
 */
export function toVolume(text: string, folders: VolumeFolders): Volume {
  const [, source, target, options = 'rw'] = VOLUME_PATTERN.exec(text) ?? []
  if (target === undefined) throw invalidVolume(text)
  const Target = posix.normalize(target)
  if (source === undefined) return { mount: { Type: 'volume', Target, ReadOnly: options === 'ro' } }
  if (folders.machine && /^[.~]/.test(source)) throw localVolume(source, folders.machine)
  const isPath = /^([./~]|[A-Za-z]:[\\/])/.test(source)
  const Source = isPath ? resolve(folders.directory, source.replace(/^~(?=$|[\\/])/, folders.home)) : source
  if (options !== 'ro' && options !== 'rw') return { bind: `${Source}:${Target}:${options}` }
  return { mount: { Type: isPath ? 'bind' : 'volume', Source, Target, ReadOnly: options === 'ro' } }
}

function invalidVolume(text: string): FlowError {
  return new FlowError('CONFIG_VOLUME', `"${text}" is not a volume`, {
    hint: 'Write source:target or source:target:ro, with an absolute target: ./models:/models:ro',
  })
}

function localVolume(source: string, machine: string): FlowError {
  return new FlowError(
    'CONFIG_REMOTE_FILE',
    `the volume ${source} is a path of this machine, but the container runs on ${machine}`,
    {
      hint: `COPY the files into the image, or use an absolute path of ${machine} or the name of a volume`,
    },
  )
}
