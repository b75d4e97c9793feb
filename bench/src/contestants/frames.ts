/** A message of the graphs by hand: the request's number, then the payload, in a frame of its own where it is large. */
export type Frames = readonly Buffer[]

// As in the wire format of Peaflow: a frame costs as much as a message, a copy of this much costs more.
const LARGE = 32_768

/** Makes the message of a request. */
export function toFrames(request: number, payload: Buffer): Frames {
  if (payload.length > LARGE) return [numbered(request, 4), payload]
  const frame = numbered(request, 4 + payload.length)
  payload.copy(frame, 4)
  return [frame]
}

/** The number of the request that a message belongs to. */
export function requestOf(frames: Frames): number {
  return frames[0]?.readUInt32LE(0) ?? -1
}

function numbered(request: number, length: number): Buffer {
  const frame = Buffer.allocUnsafe(length)
  frame.writeUInt32LE(request >>> 0, 0)
  return frame
}
