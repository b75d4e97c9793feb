import { FLAGS, HEADERS, HEADERS_LENGTH_BYTES, MESSAGE, MORE, PIECE, PIECE_INDEX_BYTES } from './layout.ts'
import { MAX_HEADERS_BYTES } from './protocol.ts'
import type { DataRecord, Piece } from './record.ts'

type OptionalFields = Pick<DataRecord, 'piece' | 'headers'>

/** Bytes of the fields between the endpoint and the payload, which most messages do not have. */
export function optionalBytes({ piece, headers }: OptionalFields): number {
  const headersBytes = headers === undefined ? 0 : HEADERS_LENGTH_BYTES + headers.length
  return piece === undefined ? headersBytes : PIECE_INDEX_BYTES + headersBytes
}

/** The flags that say which of them a message has. */
export function optionalFlags({ piece, headers }: OptionalFields): number {
  const pieceFlags = piece === undefined ? 0 : PIECE | (piece.more ? MORE : 0)
  return headers === undefined ? pieceFlags : pieceFlags | HEADERS
}

/** Writes them at an offset, and returns the offset of their end. */
export function writeOptionalFields(frame: Buffer, { piece, headers }: OptionalFields, at: number): number {
  let to = at
  if (piece !== undefined) to = frame.writeUInt32LE(piece.index, to)
  if (headers === undefined) return to
  to = frame.writeUInt16LE(headers.length, to)
  frame.set(headers, to)
  return to + headers.length
}

/** The offset at which the payload of a message begins if it is not an attachment, given the offset of the message. */
export function payloadStart(frame: Buffer, from: number): number {
  const start = fieldsStart(frame, from)
  const flags = frame[from + FLAGS] as number
  return (flags & (PIECE | HEADERS)) === 0 ? start : headersEnd(frame, start, flags)
}

/** Which piece a message is, if it is one. */
export function readPiece(frame: Buffer, from: number): Piece | undefined {
  const flags = frame[from + FLAGS] as number
  if ((flags & PIECE) === 0) return undefined
  return { index: frame.readUInt32LE(fieldsStart(frame, from)), more: (flags & MORE) !== 0 }
}

/** The headers of a message, if it has any. */
export function readHeaders(frame: Buffer, from: number): Uint8Array | undefined {
  const flags = frame[from + FLAGS] as number
  if ((flags & HEADERS) === 0) return undefined
  const start = fieldsStart(frame, from)
  return frame.subarray(headersStart(start, flags) + HEADERS_LENGTH_BYTES, headersEnd(frame, start, flags))
}

/** Whether the fields of a message end before an offset, and no field is longer than it may be. */
export function fitOptionalFields(frame: Buffer, from: number, to: number): boolean {
  const flags = frame[from + FLAGS] as number
  if ((flags & (PIECE | HEADERS)) === 0) return true
  const start = fieldsStart(frame, from)
  const before = headersStart(start, flags)
  if ((flags & HEADERS) === 0) return before <= to
  if (before + HEADERS_LENGTH_BYTES > to || frame.readUInt16LE(before) > MAX_HEADERS_BYTES) return false
  return headersEnd(frame, start, flags) <= to
}

function fieldsStart(frame: Buffer, from: number): number {
  return from + MESSAGE.ENDPOINT + (frame[from + MESSAGE.ENDPOINT_BYTES] as number)
}

function headersStart(start: number, flags: number): number {
  return (flags & PIECE) === 0 ? start : start + PIECE_INDEX_BYTES
}

function headersEnd(frame: Buffer, start: number, flags: number): number {
  const from = headersStart(start, flags)
  return (flags & HEADERS) === 0 ? from : from + HEADERS_LENGTH_BYTES + frame.readUInt16LE(from)
}
