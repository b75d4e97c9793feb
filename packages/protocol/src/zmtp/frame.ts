/** Flags of a frame. */
export const MORE = 1
export const LONG = 2
export const COMMAND = 4
export const ALL_FLAGS = MORE | LONG | COMMAND

/** Bytes before the body of a frame whose length takes one byte, and of one whose length takes eight. */
export const SHORT_HEADER = 2
export const LONG_HEADER = 9

/** The fewest bytes of a body whose length takes eight. */
const SHORTEST_LONG = 256

/** Bytes before the body of a frame of this length. */
export function headerBytes(length: number): number {
  return length < SHORTEST_LONG ? SHORT_HEADER : LONG_HEADER
}

/** Writes what comes before the body of a frame, and returns where that begins. */
export function writeHeader(bytes: Buffer, at: number, { flags, length }: Header): number {
  if (length < SHORTEST_LONG) {
    bytes[at] = flags
    bytes[at + 1] = length
    return at + SHORT_HEADER
  }
  bytes[at] = flags | LONG
  bytes.writeUInt32BE(0, at + 1) // no frame is that long
  bytes.writeUInt32BE(length, at + 5)
  return at + LONG_HEADER
}

/** What comes before the body of a frame. */
export interface Header {
  readonly flags: number
  /** Bytes of the body. */
  readonly length: number
}

/** One frame, its header included. */
export function toFrame(flags: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes(body.length) + body.length)
  body.copy(bytes, writeHeader(bytes, 0, { flags, length: body.length }))
  return bytes
}
