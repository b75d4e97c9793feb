import { isMap, isScalar, isSeq, type Node } from 'yaml'
import { GATEWAY } from '../builder/pod.ts'
import type { Entry } from './entries.ts'
import { writePath } from './report.ts'
import type { Reading } from './section.ts'

/** One Pod as it stands in the file. */
export interface PodItem {
  /** Nothing for a Pod of a list that has none. */
  readonly name: string | undefined
  /** Its name, or the Pod itself if it has none. */
  readonly place: Node
  readonly value: Node | null
  readonly path: string
}

/** The Pods of a file, from a mapping by name or from a list with `name`; a gateway of Jina's is left out. */
export function readPodItems(reading: Reading, pods: Entry | undefined): readonly PodItem[] {
  const node = reading.maps.resolve(pods?.value ?? null)
  if (node === null || (isScalar(node) && node.value === null)) return []
  return readItems(reading, node).filter((item) => isOurs(reading, item))
}

function readItems(reading: Reading, node: Node): readonly PodItem[] {
  if (isMap(node)) return itemsOfMap(reading, node)
  if (isSeq(node)) return itemsOfList(reading, node.items as Node[])
  const message = 'expected a mapping of Pods by name, or a list of Pods'
  reading.report.problem({ code: 'CONFIG_OPTION', message, path: 'pods' }, node)
  return []
}

function itemsOfMap({ maps, report }: Reading, map: Parameters<typeof maps.entriesOf>[0]): readonly PodItem[] {
  const { entries, mistakes } = maps.entriesOf(map)
  for (const { node, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path: 'pods' }, node)
  return entries.map(({ key, keyNode, value }) => ({
    name: key,
    place: keyNode,
    value,
    path: writePath('pods', key),
  }))
}

function itemsOfList({ maps, plain }: Reading, items: readonly Node[]): readonly PodItem[] {
  return items.map((item, index) => {
    const map = maps.resolve(item)
    const entry = isMap(map) ? maps.entriesOf(map).entries.find(({ key }) => key === 'name') : undefined
    const name = entry === undefined ? undefined : plain.read(entry.value, writePath('pods', index, 'name'))
    const label = typeof name === 'string' ? name : undefined
    return {
      name: name === undefined || name === null ? undefined : String(name),
      place: entry?.value ?? item,
      value: item,
      path: label === undefined ? writePath('pods', index) : writePath('pods', label),
    }
  })
}

/** Jina wrote its gateway among the Pods. */
function isOurs({ maps, report }: Reading, { name, place, value, path }: PodItem): boolean {
  if (name !== GATEWAY) return true
  const map = maps.resolve(value)
  const keys = isMap(map) ? maps.entriesOf(map).entries.filter(({ key }) => key !== 'name') : []
  if (keys.length > 0) {
    const message = 'Peaflow has a gateway of its own; what is said of this one is ignored'
    report.warning({ code: 'CONFIG_JINA_KEY', message, path }, place)
  }
  return false
}
