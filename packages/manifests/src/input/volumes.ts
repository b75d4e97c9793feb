import { splitVolume } from '@peaflow/core'

/** A mount of a container. */
export interface ExportedVolume {
  /** A path, or the name of a volume; `undefined` for a new volume without a name. */
  readonly source: string | undefined
  readonly target: string
  readonly readOnly: boolean
  /** How mounts below a path are seen on the other side, such as `rshared`. */
  readonly propagation: string | undefined
  /** A new volume does not get what the image has at its target. */
  readonly noCopy: boolean
}

/** Reads `source:target[:modes]`, which has been checked when the Flow was read. */
export function readVolume(text: string): ExportedVolume {
  const { source, target, modes } = splitVolume(text)
  return {
    source,
    target,
    readOnly: modes.includes('ro'),
    propagation: modes.find((mode) => /(shared|slave|private)$/.test(mode)),
    noCopy: modes.includes('nocopy'),
  }
}
