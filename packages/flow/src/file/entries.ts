import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'

/** One key of a mapping and its value, each where it stands in the file. */
export interface Entry {
  readonly key: string
  readonly keyNode: Node
  /** Null for a key without a value. */
  readonly value: Node | null
}

/** The keys of a mapping, those that it merges from others included. */
export interface Entries {
  readonly entries: readonly Entry[]
  readonly mistakes: readonly NodeMistake[]
}

/** What is wrong with a node. */
export interface NodeMistake {
  readonly node: Node
  readonly message: string
}

/** Reads the mappings of one document; each is read once, however often it is merged into others. */
export class MapReader {
  readonly #document: Document
  readonly #read = new Map<YAMLMap, Entries>()
  readonly #reading = new Set<YAMLMap>()

  constructor(document: Document) {
    this.#document = document
  }

  /** The node that an alias stands for. */
  resolve(node: Node | null): Node | null {
    let target: Node | undefined | null = node
    while (isAlias(target)) target = (target as Alias).resolve(this.#document)
    return target ?? null
  }

  /** The keys of a mapping. */
  entriesOf(map: YAMLMap): Entries {
    const read = this.#read.get(map)
    if (read !== undefined) return read
    this.#reading.add(map)
    const entries = this.#readMap(map)
    this.#reading.delete(map)
    this.#read.set(map, entries)
    return entries
  }

  #readMap(map: YAMLMap): Entries {
    const own = new Map<string, Entry>()
    const merged = new Map<string, Entry>()
    const mistakes: NodeMistake[] = []
    for (const { key: keyNode, value } of map.items as readonly { key: Node; value: Node | null }[]) {
      const key = keyOf(keyNode)
      if (key === undefined) mistakes.push({ node: keyNode ?? map, message: 'a key must be a text' })
      else if (key === '__proto__') mistakes.push({ node: keyNode, message: '"__proto__" cannot be a key' })
      else if (isMergeKey(keyNode)) this.#merge({ keyNode, value }, merged, mistakes)
      else if (own.has(key)) mistakes.push({ node: keyNode, message: `the key "${key}" is there twice` })
      else own.set(key, { key, keyNode, value })
    }
    for (const [key, entry] of merged) if (!own.has(key)) own.set(key, entry)
    return { entries: [...own.values()], mistakes }
  }

  #merge({ keyNode, value }: Omit<Entry, 'key'>, merged: Map<string, Entry>, mistakes: NodeMistake[]): void {
    const target = this.resolve(value)
    const maps = isSeq(target) ? target.items.map((item) => this.resolve(item as Node)) : [target]
    for (const map of maps) {
      if (!isMap(map)) mistakes.push({ node: keyNode, message: '"<<" merges mappings' })
      else if (this.#reading.has(map)) mistakes.push({ node: keyNode, message: 'a mapping merges itself' })
      else for (const entry of this.entriesOf(map).entries) if (!merged.has(entry.key)) merged.set(entry.key, entry)
    }
  }
}

function keyOf(node: Node | null): string | undefined {
  return isScalar(node) && node.value !== null ? String(node.value) : undefined
}

function isMergeKey(node: Node): boolean {
  return isScalar(node) && node.value === '<<' && node.type === 'PLAIN'
}
