import { isVolumePath, nearest, splitVolume } from '@peaflow/core'

/** What is wrong with a volume, and how to fix it. */
export interface VolumeMistake {
  readonly wrong: string
  readonly hint: string
}

/** Modes that exclude each other stand in one row. */
const MODES = [
  ['ro', 'rw'],
  ['z', 'Z'],
  ['consistent', 'cached', 'delegated'],
  ['shared', 'rshared', 'slave', 'rslave', 'private', 'rprivate'],
  ['nocopy'],
] as const

const ALL_MODES: readonly string[] = MODES.flat()
const DRIVE = /^[A-Za-z]:[\\/]/
const VOLUME_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]+$/
const EXAMPLE = 'Write source:target or source:target:ro, with an absolute target: ./models:/models:ro'

/** What is wrong with a volume; the Engine would find it only when the container is created, or not at all. */
export function volumeMistake(text: string): VolumeMistake | undefined {
  const { source, target, modes } = splitVolume(text)
  if (text === '') return { wrong: 'it is empty', hint: EXAMPLE }
  if (source === '') return { wrong: 'its source is empty', hint: EXAMPLE }
  return targetMistake(source, target) ?? nameMistake(source, target) ?? modeMistake(source, modes)
}

/** The folder of a container that a volume covers: no two may cover the same. */
export function normalizeTarget(target: string): string {
  const segments: string[] = []
  for (const segment of target.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}`
}

function targetMistake(source: string | undefined, target: string): VolumeMistake | undefined {
  if (source === undefined && !target.startsWith('/')) {
    const name = target.split(/[\\/]/).filter((segment) => /[^.]/.test(segment))
    return {
      wrong: 'it has no target',
      hint: `Write ${isVolumePath(target) ? '' : './'}${target}:/${name.at(-1) ?? 'data'}`,
    }
  }
  if (target === '') return { wrong: 'its target is empty', hint: EXAMPLE }
  if (DRIVE.test(target) || target.includes('\\')) {
    return { wrong: `its target ${target} is a path of Windows`, hint: 'A container has paths such as /models' }
  }
  if (!target.startsWith('/')) {
    const absolute = `/${target.replace(/^(?:\.\/)+/, '')}`
    return { wrong: `its target ${target} is relative`, hint: `Write ${source}:${absolute}` }
  }
  if (normalizeTarget(target) !== '/') return undefined
  return { wrong: 'its target / would hide everything in the image', hint: 'Mount it in a folder, such as /data' }
}

function nameMistake(source: string | undefined, target: string): VolumeMistake | undefined {
  if (source === undefined || isVolumePath(source) || VOLUME_NAME.test(source)) return undefined
  return {
    wrong: `"${source}" is neither a path nor the name of a volume`,
    hint: `For a path beside the flow file write ./${source}:${target}; a name has two characters or more: letters, digits, "_", "." and "-"`,
  }
}

function modeMistake(source: string | undefined, modes: readonly string[]): VolumeMistake | undefined {
  const unknown = modes.find((mode) => !ALL_MODES.includes(mode))
  if (unknown !== undefined) {
    const meant = unknown === '' ? undefined : nearest(unknown, ALL_MODES)
    return {
      wrong: unknown === '' ? 'its mode is empty' : `it has no mode "${unknown}"`,
      hint: meant === undefined ? `Modes: ${ALL_MODES.join(', ')}` : `Did you mean "${meant}"?`,
    }
  }
  const [one, other] =
    MODES.map((row) => modes.filter((mode) => row.some((known) => known === mode))).find(({ length }) => length > 1) ??
    []
  if (one !== undefined)
    return { wrong: `its modes ${one} and ${other} exclude each other`, hint: 'Remove one of them' }
  const ofPath = source !== undefined && isVolumePath(source)
  const misfit = modes.find((mode) =>
    mode === 'nocopy' ? ofPath : !ofPath && MODES[3].some((known) => known === mode),
  )
  if (misfit === undefined) return undefined
  return { wrong: `its mode ${misfit} is for ${ofPath ? 'volumes with a name' : 'paths'}`, hint: 'Remove the mode' }
}
