import { isVolumePath } from '@peaflow/core'
import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import type { ExportedVolume } from '../input/volumes.ts'
import type { Data } from '../yaml/noted.ts'
import { seatsOf } from './services.ts'

/** The mounts of a Pod. A relative path starts from the folder of the flow file. */
export function mountsOf({ volumes }: PodContainers, directory: string): readonly Data[] {
  return volumes.map(({ source, target, readOnly, propagation, noCopy }) => ({
    type: source !== undefined && isVolumePath(source) ? 'bind' : 'volume',
    source: source === undefined ? undefined : rebase(source, directory),
    target,
    read_only: readOnly || undefined,
    bind: propagation === undefined ? undefined : { propagation },
    volume: noCopy ? { nocopy: true } : undefined,
  }))
}

/** A path of the flow file, from the folder of the export. The name of a volume stays as it is. */
export function rebase(source: string, directory: string): string {
  if (!isVolumePath(source) || !source.startsWith('.')) return source
  return `${directory === '' || directory.startsWith('.') ? '' : './'}${directory || '.'}/${source.replace(/^(?:\.\/)+/, '')}`
}

/** The volumes that services name: those of the flow file, and the workspace of each shard. */
export function volumesSection({ pods }: Deployment): Data | undefined {
  const named = pods.flatMap(({ volumes }) =>
    volumes.flatMap(({ source }: ExportedVolume) => (source === undefined || isVolumePath(source) ? [] : source)),
  )
  const shards = pods.filter(({ isSharded }) => isSharded).flatMap((pod) => seatsOf(pod).map(({ service }) => service))
  const names = new Set([...named, ...shards])
  return names.size === 0 ? undefined : Object.fromEntries([...names].map((name) => [name, {}]))
}
