import type { Document } from '@peaflow/core'
import { decodePayload, encodePayload, type Payload } from '../document/payload.ts'
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
 * @throws FlowError `REQUEST_PAYLOAD` if one of them is not valid.
 */
export function mergeDecoded(payloads: readonly Uint8Array[]): OpenPayload {
  const [first] = payloads
  if (first !== undefined && payloads.length === 1) return decodePayload(first)
  const decoded = payloads.map(decodePayload)
  return {
    documents: mergeDocuments(decoded.map(({ documents }) => documents)),
    parameters: decoded[0]?.parameters ?? {},
  }
}
