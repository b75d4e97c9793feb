import { GATEWAY } from '../options/pod.ts'
import type { Entry } from '../yaml/entries.ts'
import { isNull, resolveAlias, type YamlContent, type YamlMap, type YamlNode } from '../yaml/node.ts'
import { writePath } from './path.ts'
import type { Reading } from './section.ts'

/** One Pod as the file describes it. */
export interface PodItem {
  /** `undefined` for a Pod of a list that has no name. */
  readonly name: string | undefined
  /** Where its name is, or the Pod itself if it has no name. */
  readonly offset: number
  readonly value: YamlNode
  readonly path: string
}

/** The Pods of a file, from a mapping by name or from a list with `name`; the gateway of a Jina file is left out. */
export function readPodItems(reading: Reading, pods: Entry | undefined): readonly PodItem[] {
  if (pods === undefined || isNull(pods.value)) return []
  return readItems(reading, pods.value).filter((item) => isPod(reading, item))
}

function readItems(reading: Reading, value: YamlNode): readonly PodItem[] {
  const node: YamlContent = resolveAlias(value)
  if (node.kind === 'map') return itemsOfMap(reading, node)
  if (node.kind === 'list') return itemsOfList(reading, node.items)
  const message = 'expected a mapping of Pods by name, or a list of Pods'
  reading.report.problem({ code: 'CONFIG_OPTION', message, path: 'pods' }, node.offset)
  return []
}

function itemsOfMap({ maps, report }: Reading, map: YamlMap): readonly PodItem[] {
  const { entries, mistakes } = maps.entriesOf(map)
  for (const { offset, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path: 'pods' }, offset)
  return entries.map(({ key, offset, value }) => ({ name: key, offset, value, path: writePath('pods', key) }))
}

function itemsOfList({ maps, plain }: Reading, items: readonly YamlNode[]): readonly PodItem[] {
  return items.map((item, index) => {
    const map = resolveAlias(item)
    const entry = map.kind === 'map' ? maps.entriesOf(map).entries.find(({ key }) => key === 'name') : undefined
    const name = entry === undefined ? undefined : plain.read(entry.value, writePath('pods', index, 'name'))
    const label = typeof name === 'string' ? name : undefined
    return {
      name: name === undefined || name === null ? undefined : String(name),
      offset: (entry?.value ?? item).offset,
      value: item,
      path: writePath('pods', label ?? index),
    }
  })
}

/** Jina lists its gateway among the Pods. */
function isPod({ maps, report }: Reading, { name, offset, value, path }: PodItem): boolean {
  if (name !== GATEWAY) return true
  const map = resolveAlias(value)
  const keys = map.kind === 'map' ? maps.entriesOf(map).entries.filter(({ key }) => key !== 'name') : []
  if (keys.length > 0) {
    const message = 'Peaflow has its own gateway; the options of this one are ignored'
    report.warning({ code: 'CONFIG_JINA_KEY', message, path }, offset)
  }
  return false
}
