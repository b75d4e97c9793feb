/** A volume as it is written: `source:target:mode`. */
export interface WrittenVolume {
  /** A path, or the name of a volume; `undefined` for a new volume without a name. */
  readonly source: string | undefined
  readonly target: string
  readonly modes: readonly string[]
}

const DRIVE = /^[A-Za-z]:[\\/]/

/** Splits a volume at its colons; that of a Windows drive belongs to the path. */
export function splitVolume(text: string): WrittenVolume {
  // In `m:/m`, which has no second colon, `m` could be a drive only if there were no container.
  const drive = DRIVE.test(text) && (text[2] === '\\' || text.indexOf(':', 2) !== -1) ? text.slice(0, 2) : ''
  const [first = '', ...rest] = text.slice(drive.length).split(':')
  const [target, ...modes] = rest
  if (target === undefined) return { source: undefined, target: `${drive}${first}`, modes: [] }
  // The target of `./a:C:\b` is a path of Windows too.
  const isDrive = /^[A-Za-z]$/.test(target) && /^[\\/]/.test(modes[0] ?? '')
  const [path = '', ...after] = isDrive ? [`${target}:${modes[0]}`, ...modes.slice(1)] : [target, ...modes]
  return { source: `${drive}${first}`, target: path, modes: after.flatMap((mode) => mode.split(',')) }
}

/** Whether the source of a volume is a path, and not the name of a volume. */
export function isVolumePath(source: string): boolean {
  return /^[./~]/.test(source) || DRIVE.test(source) || source.startsWith('\\')
}
