import type { Document } from '@peaflow/core'
import { UnreadableValue } from './parse.ts'

/**
 * A document read from JSON, with its blobs as bytes, those of its chunks and matches too. JSON has no bytes: a `blob` is
 * base64 or base64url, padded or not. Changes the document.
 *
 * @throws UnreadableValue for a blob that is not base64.
 */
export function withBinary(document: Document): Document {
  const { blob, chunks, matches } = document
  if (typeof blob === 'string') document.blob = decodeBase64(blob)
  for (const children of [chunks, matches]) {
    if (!Array.isArray(children)) continue
    for (const child of children) if (typeof child === 'object' && child !== null) withBinary(child)
  }
  return document
}

function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  // Node skips what is not base64. Encoding the bytes again shows whether it skipped any.
  const [given, decoded] = [text, bytes.toString('base64')].map((base64) => base64.replace(/[=\s]+/g, ''))
  if (given?.replace(/-/g, '+').replace(/_/g, '/') !== decoded) throw new UnreadableValue('a blob is not base64')
  return bytes
}
