import { FlowError } from '@peaflow/core'
import { decodeValue } from '../../document/codec.ts'
import { notADocument } from '../../document/payload.ts'
import { composePayload, readArrayHead } from '../../document/payload-layout.ts'
import { skipValues, type Walk, walkValues } from '../../document/skip-values.ts'
import { wrongCount, wrongResult } from '../failure.ts'

/** Documents as a program sent them, which have been walked and not decoded. */
export interface SentDocuments {
  readonly bytes: Uint8Array
  /** Where each of them begins, and where the last one ends. */
  readonly offsets: readonly number[]
}

/**
 * Walks an encoded array of documents without decoding it, so that what is wrong is found at the Pea whose executor sent it.
 *
 * @throws FlowError `REQUEST_RESULT` if it is not an array, `REQUEST_DOCUMENT` if one of them is not an object or is not valid.
 */
export function walkDocuments(bytes: Uint8Array): SentDocuments {
  const range = readArrayHead(bytes, 0)
  if (range === undefined) throw wrongResult(decodeOrUndefined(bytes, 0))
  const offsets = [range.start]
  let at = range.start
  for (let index = 0; index < range.count; index += 1) {
    if (!isMapHead(bytes[at])) throw notADocument(decodeOrUndefined(bytes, at), index)
    const end = walkValues(bytes, at, { count: 1, accepts: isOnWire })
    if (end === undefined) throw invalidDocument(index)
    at = end
    offsets.push(at)
  }
  return { bytes, offsets }
}

/** One payload with all of the documents. */
export function toPayload({ bytes, offsets }: SentDocuments, parameters: Uint8Array): Uint8Array {
  return composePayload(offsets.length - 1, [bytes.subarray(offsets[0], offsets.at(-1))], parameters)
}

/**
 * A payload for each request of a batch, with as many documents as that has.
 *
 * @throws FlowError `REQUEST_BATCH_RESULT` if there are more documents, or fewer.
 */
export function splitDocuments(
  { bytes, offsets }: SentDocuments,
  { counts, parameters }: { readonly counts: readonly number[]; readonly parameters: Uint8Array },
): readonly Uint8Array[] {
  const given = counts.reduce((sum, count) => sum + count, 0)
  const returned = offsets.length - 1
  if (returned !== given) throw wrongCount({ returned, given })
  let end = 0
  return counts.map((count) => {
    const start = end
    end += count
    return composePayload(count, [bytes.subarray(offsets[start], offsets[end])], parameters)
  })
}

const FIXMAP = 0x80
const FIXARRAY = 0x90
const MAP_16 = 0xde
const MAP_32 = 0xdf

function isMapHead(head: number | undefined): boolean {
  if (head === undefined) return false
  return (head >= FIXMAP && head < FIXARRAY) || head === MAP_16 || head === MAP_32
}

/** The bytes of an element of a typed array, by its type. */
const ELEMENT_BYTES = [1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8]

const TIME = 0xff
const TYPED_ARRAY = 116
const UNDEFINED = 0
const SET = 115

/** Whether an extension is one of those that `docs/wire-protocol.md` lists. */
const isOnWire: NonNullable<Walk['accepts']> = ({ type, data, rest }) => {
  if (type === TIME) return data.length === 4 || data.length === 8 || data.length === 12
  if (type === TYPED_ARRAY) return (data.length - 1) % (ELEMENT_BYTES[data[0] ?? -1] ?? Number.NaN) === 0
  if (type === SET) return data.length === 1 && readArrayHead(rest, 0) !== undefined
  return type === UNDEFINED && data.length === 1
}

function decodeOrUndefined(bytes: Uint8Array, start: number): unknown {
  const end = skipValues(bytes, start, 1)
  try {
    return decodeValue(bytes.subarray(start, end))
  } catch {
    return undefined
  }
}

function invalidDocument(index: number): FlowError {
  return new FlowError(
    'REQUEST_DOCUMENT',
    `documents[${index}] is not valid MessagePack, or has an unknown extension`,
    {
      hint: 'docs/wire-protocol.md lists the extensions that documents may have',
    },
  )
}
