import { posix, resolve } from 'node:path'
import { FlowError } from '@peaflow/core'

/** A volume in the form that the Engine takes: one of the two. */
export interface Volume {
  /** Fails where the source does not exist, instead of making an empty folder of root's. */
  readonly mount?: Mount | undefined
  /** For options that a mount does not have, such as SELinux's `z`. */
  readonly bind?: string | undefined
}

/** An entry of the Engine's `HostConfig.Mounts`. */
export interface Mount {
  readonly Type: 'bind' | 'volume'
  readonly Source?: string | undefined
  readonly Target: string
  readonly ReadOnly: boolean
  /** How a volume is made that is not there yet. */
  readonly VolumeOptions?: { readonly Labels: Readonly<Record<string, string>> } | undefined
}

/** What the paths of volumes are relative to. */
export interface VolumeFolders {
  readonly directory: string
  /** What `~` stands for. */
  readonly home: string
  /** The other machine that the paths are of, which knows neither of both. */
  readonly machine?: string | null | undefined
}

const PARTS = /^(?:((?:[A-Za-z]:[\\/])?[^:]+):)?(\/[^:]*)(?::([^:]+))?$/

/**
 * Reads `source:target[:options]` as Docker Compose does: a source that begins with `.`, `/` or `~` is a path, every
 * other the name of a volume.
 *
 * @throws FlowError `CONFIG_VOLUME` if it is none; `CONFIG_FAR_FILE` if another machine does not have it.
 */
export function toVolume(text: string, folders: VolumeFolders): Volume {
  const [, source, target, options = 'rw'] = PARTS.exec(text) ?? []
  if (target === undefined) throw noVolume(text)
  const Target = posix.normalize(target)
  if (source === undefined) return { mount: { Type: 'volume', Target, ReadOnly: options === 'ro' } }
  if (folders.machine && /^[.~]/.test(source)) throw farVolume(source, folders.machine)
  const isPath = /^([./~]|[A-Za-z]:[\\/])/.test(source)
  const Source = isPath ? resolve(folders.directory, source.replace(/^~(?=$|[\\/])/, folders.home)) : source
  if (options !== 'ro' && options !== 'rw') return { bind: `${Source}:${Target}:${options}` }
  return { mount: { Type: isPath ? 'bind' : 'volume', Source, Target, ReadOnly: options === 'ro' } }
}

function noVolume(text: string): FlowError {
  return new FlowError('CONFIG_VOLUME', `"${text}" is no volume`, {
    hint: 'Write source:target or source:target:ro, with an absolute target: ./models:/models:ro',
  })
}

function farVolume(source: string, machine: string): FlowError {
  return new FlowError(
    'CONFIG_FAR_FILE',
    `the volume ${source} is a path of this machine, which ${machine} does not have`,
    {
      hint: `Put it into the image (COPY), or give an absolute path of ${machine}, or the name of a volume`,
    },
  )
}
