/** Flags of a frame. */
export const MORE = 1
export const LONG = 2
export const COMMAND = 4
export const ALL_FLAGS = MORE | LONG | COMMAND

/** Bytes of the header of a short frame, whose length takes one byte, and of a long one, whose length takes eight. */
export const SHORT_HEADER = 2
export const LONG_HEADER = 9

/** The fewest bytes in the body of a long frame. */
const MIN_LONG_BODY = 256

/** A frame's header, without the LONG flag, which follows from the length. */
export interface FrameHeader {
  readonly flags: number
  /** Bytes of the body. */
  readonly length: number
}

/** Bytes of the header of a frame whose body has this length. */
export function headerBytes(length: number): number {
  return length < MIN_LONG_BODY ? SHORT_HEADER : LONG_HEADER
}

/** Writes a header at an offset and returns the offset of the body. */
export function writeHeader(bytes: Buffer, at: number, { flags, length }: FrameHeader): number {
  if (length < MIN_LONG_BODY) {
    bytes[at] = flags
    bytes[at + 1] = length
    return at + SHORT_HEADER
  }
  bytes[at] = flags | LONG
  bytes.writeUInt32BE(0, at + 1) // a frame is never that long
  bytes.writeUInt32BE(length, at + 5)
  return at + LONG_HEADER
}

/** A whole frame: header and body. */
export function toFrame(flags: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes(body.length) + body.length)
  body.copy(bytes, writeHeader(bytes, 0, { flags, length: body.length }))
  return bytes
}
