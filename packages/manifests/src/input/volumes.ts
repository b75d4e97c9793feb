/** A mount of a container. */
export interface ExportedVolume {
  /** A path, or the name of a volume; `undefined` for a new volume without a name. */
  readonly source: string | undefined
  readonly target: string
  readonly readOnly: boolean
}

/** Reads `source:target[:modes]`, which has been checked when the Flow was read. */
export function readVolume(text: string): ExportedVolume {
  const [first = '', target, modes = ''] = text.split(':')
  if (target === undefined) return { source: undefined, target: first, readOnly: false }
  return { source: first, target, readOnly: modes.split(',').includes('ro') }
}

/** Whether a source is a path, and not the name of a volume. */
export function isPath(source: string): boolean {
  return /^[./~\\]/.test(source)
}
