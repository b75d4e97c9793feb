import { type Document, FlowError } from '@peaflow/core'
import type { InputLine } from './lines.ts'

/** What a line stands for: a JSON object, or the text of a document. */
export type LineFormat = 'ndjson' | 'text'

/** A document, and the line it came from. */
export interface ReadDocument {
  readonly document: Document
  readonly line: number
}

/**
 * The document that a line stands for; nothing for an empty line of NDJSON.
 *
 * @throws FlowError `CONFIG_INPUT`, naming the line, if it is no JSON object.
 */
export function toDocument(line: InputLine, format: LineFormat, name: string): Document | undefined {
  if (format === 'text') return { text: line.text }
  if (line.text.trim() === '') return undefined
  const value = parseLine(line, name)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(`${name}: line ${line.number} is ${kindOf(value)}, and a document is a JSON object`)
  }
  return withBinary(value as Document, `${name}: line ${line.number}`)
}

function parseLine({ number, text }: InputLine, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw wrong(`${name}: line ${number} is no JSON: ${reason}`, cause)
  }
}

/** JSON has no binary: there a `blob` is base64, as in what is written. */
function withBinary(document: Document, place: string): Document {
  const { blob, chunks, matches } = document
  if (typeof blob === 'string') document.blob = decodeBase64(blob, place)
  for (const parts of [chunks, matches]) {
    if (!Array.isArray(parts)) continue
    for (const part of parts) if (typeof part === 'object' && part !== null) withBinary(part, place)
  }
  return document
}

function decodeBase64(text: string, place: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  // Node skips what is no base64; what it read, written again, tells whether there was any.
  const [given, read] = [text, bytes.toString('base64')].map((base64) => base64.replace(/[=\s]+/g, ''))
  if (given?.replace(/-/g, '+').replace(/_/g, '/') !== read) throw wrong(`${place} has a blob that is no base64`)
  return bytes
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

function wrong(message: string, cause?: unknown): FlowError {
  return new FlowError('CONFIG_INPUT', message, {
    hint: 'Give one JSON object a line, such as {"text": "hello"}; or plain lines of text with --lines',
    cause,
  })
}
