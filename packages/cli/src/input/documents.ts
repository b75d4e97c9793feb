import { type Document, FlowError } from '@peaflow/core'
import type { InputLine } from './lines.ts'

/** What a line holds: a JSON object, or the text of a document. */
export type LineFormat = 'ndjson' | 'text'

/**
 * The document on a line; `undefined` for an empty line of NDJSON.
 *
 * @throws FlowError `CONFIG_INPUT`, naming the line, if it is not a JSON object.
 */
export function toDocument(line: InputLine, format: LineFormat, name: string): Document | undefined {
  if (format === 'text') return { text: line.text }
  if (line.text.trim() === '') return undefined
  const value = parseLine(line, name)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongInput(`${name}: line ${line.number} is ${kindOf(value)}, but a document is a JSON object`)
  }
  return withBinary(value as Document, `${name}: line ${line.number}`)
}

function parseLine({ number, text }: InputLine, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw wrongInput(`${name}: line ${number} is not valid JSON: ${reason}`, cause)
  }
}

/** JSON has no bytes: a `blob` is base64, in input and output alike. */
function withBinary(document: Document, position: string): Document {
  const { blob, chunks, matches } = document
  if (typeof blob === 'string') document.blob = decodeBase64(blob, position)
  for (const children of [chunks, matches]) {
    if (!Array.isArray(children)) continue
    for (const child of children) if (typeof child === 'object' && child !== null) withBinary(child, position)
  }
  return document
}

function decodeBase64(text: string, position: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  // Node skips what is not base64. Encoding the bytes again shows whether it skipped any.
  const [given, decoded] = [text, bytes.toString('base64')].map((base64) => base64.replace(/[=\s]+/g, ''))
  if (given?.replace(/-/g, '+').replace(/_/g, '/') !== decoded) {
    throw wrongInput(`${position} has a blob that is not base64`)
  }
  return bytes
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}

function wrongInput(message: string, cause?: unknown): FlowError {
  return new FlowError('CONFIG_INPUT', message, {
    hint: 'Write one JSON object per line, such as {"text": "hello"}, or read plain lines of text with --lines',
    cause,
  })
}
