import type { Document } from '@peaflow/core'
import { parseJson, UnreadableValue } from '../json/parse.ts'
import { wrongInput } from './wrong-input.ts'

/**
 * The document that a piece of JSON holds.
 *
 * @param position - what messages name: `stdin: line 3`
 * @throws FlowError `CONFIG_INPUT` if it is not a JSON object, or holds what cannot be read.
 */
export function parseDocument(text: string, position: string): Document {
  const value = parse(text, position)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongInput(`${position} is ${kindOf(value)}, but a document is a JSON object`)
  }
  return withBinary(value as Document, position)
}

/**
 * The document with its blobs as bytes. Text has no bytes: a `blob` is base64, in input and output alike.
 *
 * @throws FlowError `CONFIG_INPUT` for a blob that is not base64.
 */
export function withBinary(document: Document, position: string): Document {
  const { blob, chunks, matches } = document
  if (typeof blob === 'string') document.blob = decodeBase64(blob, position)
  for (const children of [chunks, matches]) {
    if (!Array.isArray(children)) continue
    for (const child of children) if (typeof child === 'object' && child !== null) withBinary(child, position)
  }
  return document
}

function parse(text: string, position: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    if (cause instanceof UnreadableValue) {
      throw wrongInput(`${position}: ${cause.message}`, { hint: 'Write it as a string, or leave it out' })
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw wrongInput(`${position} is not valid JSON: ${reason}`, { cause })
  }
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
  if (typeof value === 'bigint') return 'a number'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}
