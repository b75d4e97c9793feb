import type { Document } from '@peaflow/core'
import { decodePayload, encodePayload, type Payload } from '../document/payload.ts'
import { mergeDocuments } from './merge-documents.ts'

/** A payload of which the documents may be changed. */
export interface OpenPayload extends Payload {
  readonly documents: Document[]
}

/**
 * One payload of the parts of a request, given in the order of the edges, then of the shards. A single part is
 * returned as it is, and not looked into.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if one of several is no payload.
 */
export function mergePayloads(payloads: readonly Uint8Array[]): Uint8Array {
  const [only] = payloads
  return only !== undefined && payloads.length === 1 ? only : encodePayload(mergeDecoded(payloads))
}

/**
 * What the parts of a request carry, decoded and merged. Parameters are the same in every part.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if one of them is no payload.
 */
export function mergeDecoded(payloads: readonly Uint8Array[]): OpenPayload {
  const [first] = payloads
  if (first !== undefined && payloads.length === 1) return decodePayload(first)
  const messages = payloads.map(decodePayload)
  return {
    documents: mergeDocuments(messages.map((message) => message.documents)),
    parameters: messages[0]?.parameters ?? {},
  }
}
