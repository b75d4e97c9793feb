import type { Document } from '@peaflow/core'
import { HandedPayload } from '../document/handed-payload.ts'
import { decodePayload, encodePayload, isStackOverflow, nestedTooDeeply, type Payload } from '../document/payload.ts'
import { findUnsendable } from '../document/unsendable.ts'
import { mergeDocuments } from './merge-documents.ts'

/** A payload whose documents the caller may change. */
export interface OpenPayload extends Payload {
  readonly documents: Document[]
}

/**
 * Merges the payloads of a request's messages, in the order of the edges, then of the shards. A single payload is returned
 * unread.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if one of several is not valid.
 */
export function mergePayloads(payloads: readonly Uint8Array[]): Uint8Array {
  const [only] = payloads
  return only !== undefined && payloads.length === 1 ? only : encodePayload(mergeDecoded(payloads))
}

/**
 * Decodes and merges the payloads of a request's messages. All of them carry the same parameters.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if one of them is not valid, `REQUEST_DOCUMENT` if a document is nested too deeply.
 */
export function mergeDecoded(payloads: readonly Uint8Array[]): OpenPayload {
  const [first] = payloads
  if (first instanceof HandedPayload) return first
  if (first !== undefined && payloads.length === 1) return decodePayload(first)
  const decoded = payloads.map(decodePayload)
  return {
    documents: mergeOrExplain(decoded.map(({ documents }) => documents)),
    parameters: decoded[0]?.parameters ?? {},
  }
}

function mergeOrExplain(arrays: readonly (readonly Document[])[]): Document[] {
  try {
    return mergeDocuments(arrays)
  } catch (cause) {
    if (!isStackOverflow(cause)) throw cause
    const found = arrays.map((documents) => findUnsendable(documents, 'documents')).find((one) => one !== undefined)
    throw nestedTooDeeply(cause, found?.path)
  }
}
