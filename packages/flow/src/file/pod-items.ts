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

/** What a file calls its Pods: `executors` from Jina's release 2 on. */
export function podsOf({ report }: Reading, top: ReadonlyMap<string, Entry>, isDeployment: boolean): Entry | undefined {
  const [pods, executors] = [top.get('pods'), top.get('executors')]
  if (pods !== undefined && executors !== undefined) {
    const message = '"pods" and "executors" are two names of one key'
    report.problem({ code: 'CONFIG_OPTION', message, path: 'executors' }, executors.offset)
  }
  return isDeployment ? top.get('with') : (pods ?? executors)
}

/** The only Pod of a Deployment, which Jina describes under `with`. */
export function readDeployment(reading: Reading, entry: Entry | undefined): readonly PodItem[] {
  if (entry === undefined) return []
  const [item] = itemsOfList(reading, 'with', [entry.value])
  return item === undefined ? [] : [{ ...item, name: item.name ?? 'executor', path: 'with' }]
}

/** The Pods of a file, from a mapping by name or from a list with `name`; the gateway of a Jina file is left out. */
export function readPodItems(reading: Reading, pods: Entry | undefined): readonly PodItem[] {
  if (pods === undefined || isNull(pods.value)) return []
  return readItems(reading, pods).filter((item) => isPod(reading, item))
}

function readItems(reading: Reading, { key, value }: Entry): readonly PodItem[] {
  const node: YamlContent = resolveAlias(value)
  if (node.kind === 'map') return itemsOfMap(reading, key, node)
  if (node.kind === 'list') return itemsOfList(reading, key, node.items)
  const message = 'expected a mapping of Pods by name, or a list of Pods'
  reading.report.problem({ code: 'CONFIG_OPTION', message, path: key }, node.offset)
  return []
}

function itemsOfMap({ maps, report }: Reading, pods: string, map: YamlMap): readonly PodItem[] {
  const { entries, mistakes } = maps.entriesOf(map)
  for (const { offset, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path: pods }, offset)
  return entries.map(({ key, offset, value }) => ({ name: key, offset, value, path: writePath(pods, key) }))
}

function itemsOfList({ maps, plain }: Reading, pods: string, items: readonly YamlNode[]): readonly PodItem[] {
  return items.map((item, index) => {
    const map = resolveAlias(item)
    const entry = map.kind === 'map' ? maps.entriesOf(map).entries.find(({ key }) => key === 'name') : undefined
    const name = entry === undefined ? undefined : plain.readAs('words', entry.value, writePath(pods, index, 'name'))
    const label = typeof name === 'string' ? name : undefined
    return {
      name: name === undefined || name === null ? undefined : String(name),
      offset: (entry?.value ?? item).offset,
      value: item,
      path: writePath(pods, label ?? index),
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
    const hint = 'Remove it: where data enters and leaves is `needs: gateway` and `returns`'
    report.warning({ code: 'CONFIG_JINA_KEY', message, hint, path }, offset)
  }
  return false
}
