import type { Document } from '@peaflow/core'
import { encodeValue } from '../document/codec.ts'
import { isMapping } from '../document/value.ts'

/** Fields that hold documents themselves, and are merged by `id` as well. */
const DOCUMENT_FIELDS: ReadonlySet<string> = new Set(['chunks', 'matches'])

/**
 * Merges several arrays of documents by `id`, in order. Objects are merged key by key, `chunks` and `matches` by `id` again;
 * of other values the last one that is not null wins. Documents keep the order in which they first appear. If an `id` occurs
 * twice in one array, the first is merged with the first of the other arrays, the second with the second. A document without
 * an `id` is merged only with documents of equal content. Changes none of its arguments.
 */
export function mergeDocuments(arrays: readonly (readonly Document[])[]): Document[] {
  const merged = new Map<string, Document>()
  for (const documents of arrays) {
    for (const [key, document] of keyed(documents)) {
      const earlier = merged.get(key)
      merged.set(key, earlier === undefined ? document : mergeObjects(earlier, document, mergeField))
    }
  }
  return [...merged.values()]
}

function* keyed(documents: readonly Document[]): Generator<[key: string, document: Document]> {
  const counts = new Map<string, number>()
  for (const document of documents) {
    const identity = identify(document)
    const count = counts.get(identity) ?? 0
    counts.set(identity, count + 1)
    yield [`${count} ${identity}`, document]
  }
}

function identify(document: Document): string {
  const id: unknown = document.id
  if (id !== undefined && id !== null) return `${typeof id} ${id}`
  return `content ${encodeValue(document).toString('latin1')}`
}

type MergeField = (earlier: unknown, later: unknown, key: string) => unknown

function mergeObjects(earlier: object, later: object, merge: MergeField): Record<string, unknown> {
  // A Map, in which `__proto__` is a key like any other.
  const fields = new Map<string, unknown>(Object.entries(earlier))
  for (const [key, value] of Object.entries(later)) fields.set(key, merge(fields.get(key), value, key))
  return Object.fromEntries(fields)
}

function mergeField(earlier: unknown, later: unknown, key: string): unknown {
  const areDocuments = DOCUMENT_FIELDS.has(key) && isDocuments(earlier) && isDocuments(later)
  return areDocuments ? mergeDocuments([earlier, later]) : mergeValues(earlier, later)
}

function mergeValues(earlier: unknown, later: unknown): unknown {
  if (isMapping(earlier) && isMapping(later)) return mergeObjects(earlier, later, mergeValues)
  return later ?? earlier ?? null
}

function isDocuments(value: unknown): value is Document[] {
  return Array.isArray(value) && value.every(isMapping)
}
