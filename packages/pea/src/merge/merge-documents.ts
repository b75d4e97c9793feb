import type { Document } from '@peaflow/core'
import { encodeValue } from '../document/codec.ts'
import { isMapping } from '../document/payload.ts'

/** Fields that hold documents, which unite as the documents around them do. */
const DOCUMENT_FIELDS: ReadonlySet<string> = new Set(['chunks', 'matches'])

/**
 * Unites the documents of several parts by `id`, in the order of the parts: mappings merge key by key, `chunks` and
 * `matches` unite by `id` again, of other fields the later one that is not null wins. Documents stand in the order in
 * which they first appear. If an `id` comes twice in one part, first unites with first, second with second; one
 * without an `id` is united with its equals only. What is given stays as it is.
 */
export function mergeDocuments(messages: readonly (readonly Document[])[]): Document[] {
  const merged = new Map<string, Document>()
  for (const message of messages) {
    for (const [key, document] of keyed(message)) {
      const earlier = merged.get(key)
      merged.set(key, earlier === undefined ? document : uniteMappings(earlier, document, uniteField))
    }
  }
  return [...merged.values()]
}

function* keyed(message: readonly Document[]): Generator<[key: string, document: Document]> {
  const counts = new Map<string, number>()
  for (const document of message) {
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

type Unite = (earlier: unknown, later: unknown, key: string) => unknown

function uniteMappings(earlier: object, later: object, unite: Unite): Record<string, unknown> {
  // A Map, because `__proto__` is a key like any other in it.
  const fields = new Map<string, unknown>(Object.entries(earlier))
  for (const [key, value] of Object.entries(later)) fields.set(key, unite(fields.get(key), value, key))
  return Object.fromEntries(fields)
}

function uniteField(earlier: unknown, later: unknown, key: string): unknown {
  const documents = DOCUMENT_FIELDS.has(key) && isDocuments(earlier) && isDocuments(later)
  return documents ? mergeDocuments([earlier, later]) : uniteValues(earlier, later)
}

function uniteValues(earlier: unknown, later: unknown): unknown {
  if (isMapping(earlier) && isMapping(later)) return uniteMappings(earlier, later, uniteValues)
  return later ?? earlier ?? null
}

function isDocuments(value: unknown): value is Document[] {
  return Array.isArray(value) && value.every(isMapping)
}
