import type { Document } from '@peaflow/core'
import type { DocumentMessage } from './messages.ts'
import { fromStruct, toStruct } from './struct.ts'

/** The document that a message describes. */
export function toDocument(message: DocumentMessage): Document {
  const { tags, embedding, chunks, matches, fields, ...plain } = message
  return {
    ...(fields && fromStruct(fields)),
    ...plain,
    ...(tags && { tags: fromStruct(tags) }),
    ...(embedding && { embedding: Float32Array.from(embedding) }),
    ...(chunks && { chunks: chunks.map(toDocument) }),
    ...(matches && { matches: matches.map(toDocument) }),
  }
}

/** The message that describes a document. A field that is not of the type that its name promises is one of `fields`. */
export function fromDocument(document: Document): DocumentMessage {
  const message: Record<string, unknown> = {}
  const others: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(document)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name]?.(value) : undefined
    if (field !== undefined) message[name] = field
    else if (value !== undefined) others[name] = value
  }
  return Object.keys(others).length === 0 ? message : { ...message, fields: toStruct(others) }
}

/** How each field of a document becomes one of a message; `undefined` if it is not of that type. */
const FIELDS: Readonly<Record<string, (value: unknown) => unknown>> = {
  id: text,
  text,
  blob: (value) => (value instanceof Uint8Array ? value : undefined),
  mime_type: text,
  uri: text,
  tags: (value) => (isPlain(value) ? toStruct(value) : undefined),
  embedding: vector,
  chunks: documents,
  matches: documents,
  score: (value) => (typeof value === 'number' ? value : undefined),
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function vector(value: unknown): readonly number[] | undefined {
  const numbers = value instanceof Float32Array || value instanceof Float64Array ? Array.from(value) : value
  return Array.isArray(numbers) && numbers.every((number) => typeof number === 'number') ? numbers : undefined
}

function documents(value: unknown): readonly DocumentMessage[] | undefined {
  return Array.isArray(value) && value.every(isPlain) ? value.map(fromDocument) : undefined
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}
