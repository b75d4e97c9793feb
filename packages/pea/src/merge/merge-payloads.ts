import { decodePayload, encodePayload } from '../document/payload.ts'
import { mergeDocuments } from './merge-documents.ts'

/**
 * One payload of the parts of a request, given in the order of the edges, then of the shards. A single part is
 * returned as it is, and not looked into. Parameters are the same in every part.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if one of several is no payload.
 */
export function mergePayloads(payloads: readonly Uint8Array[]): Uint8Array {
  const [only] = payloads
  if (only !== undefined && payloads.length === 1) return only
  const parts = payloads.map(decodePayload)
  const documents = mergeDocuments(parts.map((part) => part.documents))
  return encodePayload({ documents, parameters: parts[0]?.parameters ?? {} })
}
