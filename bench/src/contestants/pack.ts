import type { Frames } from './frames.ts'

const MOST = 262_144

/** Takes as many single-frame messages as fit into one message of about 256 KB. */
export function pack(waiting: Frames[]): Frames {
  const taken = waiting.splice(0, countOf(waiting))
  const pack = Buffer.allocUnsafe(taken.reduce((sum, [frame]) => sum + 4 + (frame?.length ?? 0), 0))
  let at = 0
  for (const [frame] of taken) {
    if (frame === undefined) continue
    pack.writeUInt32LE(frame.length, at)
    frame.copy(pack, at + 4)
    at += 4 + frame.length
  }
  return [pack]
}

/** The messages in a packed one. */
export function* unpack([pack]: Frames): Generator<Frames> {
  if (pack === undefined) return
  for (let at = 0; at < pack.length; ) {
    const end = at + 4 + pack.readUInt32LE(at)
    yield [pack.subarray(at + 4, end)]
    at = end
  }
}

function countOf(waiting: readonly Frames[]): number {
  let size = 0
  for (const [index, [frame]] of waiting.entries()) {
    size += 4 + (frame?.length ?? 0)
    if (size > MOST) return Math.max(1, index)
  }
  return waiting.length
}
