import { type Document, FlowError, isFlowError } from '@peaflow/core'
import { MAX_FRAME_BYTES } from '@peaflow/protocol'
import { decodeValue, encodeValue } from './codec.ts'
import { invalidPayload, payloadTooLarge } from './payload-error.ts'
import { findUnsendable } from './unsendable.ts'
import { describeValue, isMapping } from './value.ts'

/** The content of a request, and of an executor's result. */
export interface Payload {
  readonly documents: readonly Document[]
  /** The parameters that were passed with the request. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * Encodes a payload for the wire, as `docs/wire-protocol.md` describes: plain MessagePack.
 *
 * @throws FlowError `REQUEST_DOCUMENT` if something in it cannot be sent; the message names its path. `REQUEST_SIZE` if it
 * is larger than a frame may be.
 */
export function encodePayload({ documents, parameters }: Payload): Buffer {
  checkDocuments(documents)
  const bytes = encodeOrExplain({ documents, parameters })
  if (bytes.length > MAX_FRAME_BYTES) throw payloadTooLarge(bytes.length)
  return bytes
}

/**
 * Checks that each document is an object.
 *
 * @throws FlowError `REQUEST_DOCUMENT` if one is not.
 */
export function checkDocuments(documents: readonly Document[]): void {
  const invalid = documents.findIndex((document) => !isMapping(document))
  if (invalid >= 0) throw notADocument(documents[invalid], invalid)
}

/**
 * The inverse of {@link encodePayload}, safe for untrusted bytes.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if the bytes are not a payload.
 */
export function decodePayload(bytes: Uint8Array): { documents: Document[]; parameters: Record<string, unknown> } {
  const value = decodeOrExplain(bytes)
  if (!Array.isArray(value) || value.length !== 2) throw invalidPayload('not a pair of documents and parameters')
  const [documents, parameters] = value
  if (!Array.isArray(documents)) throw invalidPayload('the documents are not an array')
  if (!documents.every(isMapping)) throw invalidPayload('one of the documents is not an object')
  if (!isMapping(parameters)) throw invalidPayload('the parameters are not an object')
  return { documents: documents as Document[], parameters }
}

/** Encodes a pair, not an object: reading two keys for each request took a tenth of the gateway's time for documents. */
function encodeOrExplain({ documents, parameters }: Payload): Buffer {
  try {
    return encodeValue([documents, parameters], roomFor(documents))
  } catch (cause) {
    if (isFlowError(cause) && cause.code === 'REQUEST_SIZE') throw cause
    throw cannotBeSent({ documents, parameters }, cause)
  }
}

/** A field of more bytes than this is large. */
const LARGE = 16_384

/** Bytes allowed for each document beside its strings and binary fields, and for the whole payload beside its documents. */
const PER_DOCUMENT = 256
const PER_PAYLOAD = 4_096

/** An upper bound of the encoded size of documents with a large field, without looking into nested values; 0 if no field is large. */
function roomFor(documents: readonly Document[]): number {
  let isLarge = false
  let bytes = PER_PAYLOAD
  for (const document of documents) {
    bytes += PER_DOCUMENT
    for (const field in document) {
      const length = bytesOf(document[field])
      bytes += length
      if (length > LARGE) isLarge = true
    }
  }
  if (bytes > MAX_FRAME_BYTES) refuseTooLarge(documents)
  return isLarge ? bytes : 0
}

/** Refuses documents whose strings and binary fields alone exceed a frame, before memory is allocated for them. */
function refuseTooLarge(documents: readonly Document[]): void {
  const values = documents.flatMap((document) => Object.values(document))
  const least = values.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : bytesOf(value)),
    0,
  )
  if (least > MAX_FRAME_BYTES) throw payloadTooLarge(least)
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 3 * value.length // as UTF-8, at most
  return ArrayBuffer.isView(value) ? value.byteLength : 0
}

function decodeOrExplain(bytes: Uint8Array): unknown {
  try {
    return decodeValue(bytes)
  } catch (cause) {
    if (isStackOverflow(cause)) throw nestedTooDeeply(cause)
    throw invalidPayload(cause instanceof Error ? cause.message : String(cause), undefined, cause)
  }
}

/** Values that are nested so deeply that a call for each level exceeds the stack. */
export function nestedTooDeeply(cause: unknown, field = 'a document'): FlowError {
  return new FlowError('REQUEST_DOCUMENT', `${field} is nested too deeply`, {
    hint: 'Send deeply nested data as a string, or as a flat array',
    cause,
  })
}

/** Whether a caught value is V8's error for too many nested calls. */
export function isStackOverflow(caught: unknown): boolean {
  return caught instanceof RangeError && caught.message.startsWith('Maximum call stack')
}

/** A document that is something other than an object. */
export function notADocument(value: unknown, index: number): FlowError {
  return new FlowError(
    'REQUEST_DOCUMENT',
    `documents[${index}] is ${describeValue(value)}, but a document is an object`,
    {
      hint: "Wrap it: { text: 'like this' }",
    },
  )
}

function cannotBeSent(payload: Payload, cause: unknown): FlowError {
  const found = findUnsendable(payload.documents, 'documents') ?? findUnsendable(payload.parameters, 'parameters')
  if (found === undefined && isStackOverflow(cause)) return nestedTooDeeply(cause)
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = found === undefined ? `the documents cannot be sent: ${why}` : `${found.path} ${found.why}`
  return new FlowError('REQUEST_DOCUMENT', message, {
    hint: 'A document holds plain data: strings, numbers, arrays, objects, binary, typed arrays and dates',
    cause,
  })
}
