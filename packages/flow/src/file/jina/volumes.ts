import { isVolumePath, splitVolume } from '@peaflow/core'

/** Volumes of a file of Jina's, where a source is always a path, and a target by default has the name of its folder. */
export function readVolumes(volumes: unknown): unknown {
  if (Array.isArray(volumes)) return volumes.map(readVolume)
  return readVolume(typeof volumes === 'number' ? String(volumes) : volumes)
}

function readVolume(volume: unknown): unknown {
  if (typeof volume !== 'string' || volume === '') return volume
  const { source, target } = splitVolume(volume)
  const path = source ?? target
  const local = isVolumePath(path) ? volume : `./${volume}`
  if (source !== undefined) return local
  const name = path
    .split(/[\\/]/)
    .filter((segment) => /[^.]/.test(segment))
    .at(-1)
  return name === undefined ? local : `${local}:/${name}`
}
