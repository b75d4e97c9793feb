import type { Document } from '@peaflow/core'
import { withBinary as decodeBlobs, parseJson, UnreadableValue } from '@peaflow/pea/json'
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
  try {
    return decodeBlobs(document)
  } catch (cause) {
    throw cause instanceof UnreadableValue ? wrongInput(`${position}: ${cause.message}`) : cause
  }
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

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'bigint') return 'a number'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}
