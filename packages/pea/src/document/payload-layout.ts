import { MAX_FRAME_BYTES } from '@peaflow/protocol'
import { invalidPayload, payloadTooLarge } from './payload-error.ts'
import { skipValues } from './skip-values.ts'

// A payload as bytes: the head of a pair, the head of the array of documents, the documents, the parameters.

/** Where the documents of a payload are. */
export interface DocumentRange {
  readonly count: number
  /** The offset of the first document. */
  readonly start: number
}

const PAIR = 2
const FIXARRAY = 0x90
const ARRAY_16 = 0xdc
const ARRAY_32 = 0xdd

/** How many documents a payload holds, from its first bytes; 0 if they are not those of a payload. */
export function documentCount(payload: Uint8Array): number {
  return readDocumentRange(payload)?.count ?? 0
}

/** Whether a payload has no documents. What is not a payload has some, which its reader will refuse. */
export function isEmptyPayload(payload: Uint8Array): boolean {
  return readDocumentRange(payload)?.count === 0
}

/**
 * Where the documents of a payload are, from its first bytes.
 *
 * @param what - what an error calls the payload
 * @throws FlowError `REQUEST_PAYLOAD` if they are not those of a payload.
 */
export function findDocuments(payload: Uint8Array, what?: string): DocumentRange {
  const range = readDocumentRange(payload)
  if (range !== undefined) return range
  const isPair = readArrayHead(payload, 0)?.count === PAIR
  throw invalidPayload(isPair ? 'the documents are not an array' : 'not a pair of documents and parameters', what)
}

/**
 * The bytes of the parameters. Skips the documents without decoding them.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if the bytes are not a payload.
 */
export function findParameters(payload: Uint8Array): Uint8Array {
  return splitPayload(payload).parameters
}

/**
 * The offset behind documents of a payload.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if there are fewer.
 */
export function skipDocuments(payload: Uint8Array, { start, count }: DocumentRange, what?: string): number {
  const end = skipValues(payload, start, count)
  if (end === undefined) throw invalidPayload('the documents are not complete', what)
  return end
}

/** A payload of encoded documents, which stand one after the other in each of the chunks, and of encoded parameters. */
export function composePayload(count: number, documents: readonly Uint8Array[], parameters: Uint8Array): Buffer {
  const chunks = [Buffer.from([FIXARRAY | PAIR]), arrayHead(count), ...documents, parameters]
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
  if (bytes > MAX_FRAME_BYTES) throw payloadTooLarge(bytes)
  return Buffer.concat(chunks, bytes)
}

/**
 * One payload with the documents of several, in order, and the parameters of the first. Decodes none of them.
 *
 * @param what - what an error calls one of them
 * @throws FlowError `REQUEST_PAYLOAD` if one is not a payload, `REQUEST_SIZE` if the result is larger than a frame may be.
 */
export function joinPayloads(payloads: readonly Uint8Array[], what?: string): Buffer {
  const split = payloads.map((payload) => splitPayload(payload, what))
  const count = split.reduce((sum, one) => sum + one.count, 0)
  const documents = split.map((one) => one.documents)
  return composePayload(count, documents, split[0]?.parameters ?? new Uint8Array())
}

/** The documents of a payload and its parameters, as the bytes that they are encoded in. */
export interface SplitPayload {
  readonly count: number
  readonly documents: Uint8Array
  readonly parameters: Uint8Array
}

/**
 * Splits a payload without decoding it.
 *
 * @param what - what an error calls the payload
 * @throws FlowError `REQUEST_PAYLOAD` if the bytes are not a payload.
 */
export function splitPayload(payload: Uint8Array, what?: string): SplitPayload {
  const range = findDocuments(payload, what)
  const end = skipDocuments(payload, range, what)
  if (skipValues(payload, end, 1) !== payload.length) throw invalidPayload('the parameters are not complete', what)
  return { count: range.count, documents: payload.subarray(range.start, end), parameters: payload.subarray(end) }
}

function readDocumentRange(payload: Uint8Array): DocumentRange | undefined {
  const pair = readArrayHead(payload, 0)
  return pair?.count === PAIR ? readArrayHead(payload, pair.start) : undefined
}

/** The head of an array that begins at `offset`; `undefined` if none does. */
export function readArrayHead(bytes: Uint8Array, offset: number): DocumentRange | undefined {
  const head = bytes[offset] ?? 0
  if (head >= FIXARRAY && head <= 0x9f) return { count: head & 0x0f, start: offset + 1 }
  const width = head === ARRAY_16 ? 2 : 4
  if ((head !== ARRAY_16 && head !== ARRAY_32) || offset + 1 + width > bytes.length) return undefined
  const count = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUIntBE(offset + 1, width)
  return { count, start: offset + 1 + width }
}

/** The head of an array of so many elements. */
export function arrayHead(count: number): Buffer {
  if (count < 16) return Buffer.from([FIXARRAY | count])
  const head = Buffer.alloc(count < 65_536 ? 3 : 5)
  head[0] = count < 65_536 ? ARRAY_16 : ARRAY_32
  head.writeUIntBE(count, 1, head.length - 1)
  return head
}
