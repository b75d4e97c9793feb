import { type Document, FlowError } from '@peaflow/core'
import { MAX_FRAME_BYTES } from '@peaflow/protocol'
import { decodeValue, encodeValue } from './codec.ts'
import { findUnsendable } from './unsendable.ts'

/** What a request carries, and what an executor makes of it. */
export interface Payload {
  readonly documents: readonly Document[]
  /** What the sender of the request passed beside the documents. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * A payload as it travels: plain MessagePack, which `docs/wire-protocol.md` describes.
 *
 * @throws FlowError `REQUEST_DOCUMENT` if something in it is no data; the message says where. `REQUEST_SIZE` if it is
 * larger than what a frame holds.
 */
export function encodePayload({ documents, parameters }: Payload): Buffer {
  const invalid = documents.findIndex((document) => !isMapping(document))
  if (invalid >= 0) throw notADocument(documents[invalid], invalid)
  const bytes = encodeOrExplain({ documents, parameters })
  if (bytes.length > MAX_FRAME_BYTES) throw tooLarge(bytes.length)
  return bytes
}

/**
 * The inverse of {@link encodePayload}, for bytes from anywhere.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if the bytes are no payload.
 */
export function decodePayload(bytes: Uint8Array): { documents: Document[]; parameters: Record<string, unknown> } {
  const value = decodeOrExplain(bytes)
  if (!Array.isArray(value) || value.length !== 2) throw noPayload('it is no pair of documents and parameters')
  const [documents, parameters] = value
  if (!Array.isArray(documents)) throw noPayload('it has no list of documents')
  if (!documents.every(isMapping)) throw noPayload('one of its documents is no mapping')
  if (!isMapping(parameters)) throw noPayload('it has no mapping of parameters')
  return { documents: documents as Document[], parameters }
}

/** What a value is, in words for a message: `a list`, `a string`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Whether a value has fields by name, and is nothing more special. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !ArrayBuffer.isView(value) && !(value instanceof Date)
}

/** A pair, because to read the two names again for each request took a tenth of the gateway's time for documents. */
function encodeOrExplain({ documents, parameters }: Payload): Buffer {
  try {
    return encodeValue([documents, parameters], roomFor(documents))
  } catch (cause) {
    throw cannotTravel({ documents, parameters }, cause)
  }
}

/** Bytes of a field above which it is large. */
const LARGE = 16_384

/** Bytes for what a document has besides its fields of binary and text, and for what is around all documents. */
const BESIDES = 256
const AROUND = 4_096

/** Bytes that documents with a large field may take, as far as can be seen at a glance; 0 if none is large. */
function roomFor(documents: readonly Document[]): number {
  let isLarge = false
  let bytes = AROUND
  for (const document of documents) {
    bytes += BESIDES
    for (const field in document) {
      const length = bytesOf(document[field])
      bytes += length
      if (length > LARGE) isLarge = true
    }
  }
  return isLarge ? bytes : 0
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 3 * value.length // as UTF-8, at most
  return ArrayBuffer.isView(value) ? value.byteLength : 0
}

function decodeOrExplain(bytes: Uint8Array): unknown {
  try {
    return decodeValue(bytes)
  } catch (cause) {
    throw noPayload(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function noPayload(why: string, cause?: unknown): FlowError {
  return new FlowError('REQUEST_PAYLOAD', `these bytes are no documents: ${why}`, {
    hint: 'Whoever sent them does not keep to docs/wire-protocol.md',
    cause,
  })
}

function tooLarge(bytes: number): FlowError {
  const [size, most] = [bytes, MAX_FRAME_BYTES].map((count) => `${(count / 1_048_576).toFixed(1)} MB`)
  return new FlowError('REQUEST_SIZE', `the documents of one request take ${size}, of at most ${most}`, {
    hint: 'Send fewer documents in a request (batch), or the uri of what is large',
  })
}

function notADocument(value: unknown, index: number): FlowError {
  return new FlowError(
    'REQUEST_DOCUMENT',
    `documents[${index}] is ${describeValue(value)}, but a document is an object`,
    {
      hint: "Wrap it: { text: 'like this' }",
    },
  )
}

function cannotTravel(payload: Payload, cause: unknown): FlowError {
  const found = findUnsendable(payload.documents, 'documents') ?? findUnsendable(payload.parameters, 'parameters')
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = found === undefined ? `the documents cannot travel: ${why}` : `${found.path} ${found.why}`
  return new FlowError('REQUEST_DOCUMENT', message, {
    hint: 'A document holds plain data: text, numbers, lists, mappings, binary, typed arrays and dates',
    cause,
  })
}
