import { MAX_DEPTH, MAX_MERGED_KEYS } from './limits.ts'
import { resolveAlias, type YamlContent, type YamlMap, type YamlNode, type YamlPair, type YamlRemark } from './node.ts'

/** One key of a mapping and its value. */
export interface Entry {
  /** As written. */
  readonly key: string
  /** Where the key is in the file. */
  readonly offset: number
  readonly value: YamlNode
}

/** The keys of a mapping, including those that it merges from others. */
export interface Entries {
  readonly entries: readonly Entry[]
  readonly mistakes: readonly YamlRemark[]
}

/** Reads the mappings of one document; each is read once, however often it is merged into others. */
export class MapReader {
  readonly #read = new Map<YamlMap, Entries>()
  readonly #reading = new Set<YamlMap>()
  #mergedKeys = 0
  /** Which limit the merges of the file exceed. */
  #exceeded: string | undefined
  #isReported = false

  /** The keys of a mapping. */
  entriesOf(map: YamlMap): Entries {
    const read = this.#read.get(map)
    if (read !== undefined) return read
    this.#reading.add(map)
    const entries = this.#readMap(map)
    this.#reading.delete(map)
    this.#read.set(map, entries)
    return entries
  }

  #readMap({ pairs }: YamlMap): Entries {
    const own = new Map<string, Entry>()
    const merged = new Map<string, Entry>()
    const mistakes = pairs.flatMap((pair) =>
      this.#readPair(pair, own, merged).map((message) => ({ message, offset: pair.key.offset })),
    )
    for (const [key, entry] of merged) if (!own.has(key)) own.set(key, entry)
    return { entries: [...own.values()], mistakes }
  }

  #readPair({ key: node, value }: YamlPair, own: Map<string, Entry>, merged: Map<string, Entry>): readonly string[] {
    const key = keyOf(node)
    if (key === undefined) return ['a key must be a string']
    if (key === '__proto__') return ['"__proto__" cannot be a key']
    if (isMergeKey(node)) return this.#merge(value, merged)
    if (own.has(key)) return [`the key "${key}" appears twice`]
    own.set(key, { key, offset: node.offset, value })
    return []
  }

  /** Adds the keys of one mapping, or of a list of them, and returns what is wrong with that. */
  #merge(value: YamlNode, merged: Map<string, Entry>): readonly string[] {
    const target = resolveAlias(value)
    const nodes = target.kind === 'list' ? target.items : [target]
    const messages = nodes.flatMap((node) => this.#mergeOne(resolveAlias(node), merged) ?? [])
    // The mistakes of a merged mapping are not reported, so the limit is where the outermost one merges.
    if (this.#exceeded === undefined || this.#isReported || this.#reading.size > 1) return messages
    this.#isReported = true
    return [...messages, this.#exceeded]
  }

  #mergeOne(map: YamlContent, merged: Map<string, Entry>): string | undefined {
    if (map.kind !== 'map') return '"<<" merges mappings'
    if (this.#reading.has(map)) return 'a mapping merges itself'
    if (this.#reading.size > MAX_DEPTH) this.#exceeded = `merges are nested more than ${MAX_DEPTH} levels deep`
    if (this.#exceeded !== undefined) return undefined
    const { entries } = this.entriesOf(map)
    this.#mergedKeys += entries.length + 1
    if (this.#mergedKeys > MAX_MERGED_KEYS) this.#exceeded = `merges copy more than ${MAX_MERGED_KEYS} keys`
    else for (const entry of entries) if (!merged.has(entry.key)) merged.set(entry.key, entry)
    return undefined
  }
}

function keyOf(node: YamlNode): string | undefined {
  return node.kind === 'scalar' && node.value !== null ? node.text : undefined
}

function isMergeKey(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === '<<' && node.isPlain
}
