import type { MapReader } from '../yaml/entries.ts'
import { resolveAlias, type YamlContent, type YamlNode } from '../yaml/node.ts'

/** A node and the keys that lead to it. */
export interface Followed {
  readonly node: YamlNode
  /** The keys that exist. */
  readonly keys: readonly (string | number)[]
}

/** Follows some keys into a value, as far as they exist. */
export function follow(maps: MapReader, start: YamlNode, keys: readonly (string | number)[]): Followed {
  let node = start
  for (const [depth, key] of keys.entries()) {
    const inner = childAt(maps, resolveAlias(node), key)
    if (inner === undefined) return { node, keys: keys.slice(0, depth) }
    node = inner
  }
  return { node, keys }
}

function childAt(maps: MapReader, container: YamlContent, key: string | number): YamlNode | undefined {
  if (container.kind === 'list') return container.items[Number(key)]
  if (container.kind !== 'map') return undefined
  return maps.entriesOf(container).entries.find((entry) => entry.key === String(key))?.value
}

/** A path as a person would write it: `pods.encode.volumes[0]`. */
export function writePath(...keys: readonly (string | number)[]): string {
  return keys
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`
      return index === 0 || key === '' ? key : `.${key}`
    })
    .join('')
}
