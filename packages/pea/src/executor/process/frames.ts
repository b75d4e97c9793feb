import { MAX_FRAME_BYTES } from '@peaflow/protocol'
import { BrokenProgram } from './broken.ts'

/** The bytes of the length in front of each frame. */
const LENGTH_BYTES = 4

/** The most bytes of a frame: a payload of the wire, and what stands beside it. */
export const MAX_PROGRAM_FRAME: number = MAX_FRAME_BYTES + 65_536

/** One frame: its length, then its bytes, which stand in several chunks. */
export function toFrame(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  const head = Buffer.allocUnsafe(LENGTH_BYTES)
  head.writeUInt32LE(chunks.reduce((sum, { length }) => sum + length, 0))
  return [head, ...chunks]
}

/** Reads frames from bytes that arrive in chunks of any size. Holds no more than one frame and a chunk. */
export class FrameReader {
  readonly #onFrame: (frame: Uint8Array) => void
  #chunks: Uint8Array[] = []
  #length = 0

  constructor(onFrame: (frame: Uint8Array) => void) {
    this.#onFrame = onFrame
  }

  /** @throws BrokenProgram if a frame is longer than {@link MAX_PROGRAM_FRAME}, and what `onFrame` throws. */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    for (;;) {
      if (this.#length < LENGTH_BYTES) return
      const size = LENGTH_BYTES + this.#frameLength()
      if (this.#length < size) return
      const bytes = this.#joined()
      const rest = bytes.subarray(size)
      this.#chunks = rest.length === 0 ? [] : [rest]
      this.#length = rest.length
      this.#onFrame(bytes.subarray(LENGTH_BYTES, size))
    }
  }

  #frameLength(): number {
    const [first] = this.#chunks
    const head = first !== undefined && first.length >= LENGTH_BYTES ? first : this.#joined()
    const length = new DataView(head.buffer, head.byteOffset).getUint32(0, true)
    if (length <= MAX_PROGRAM_FRAME) return length
    throw new BrokenProgram(`a frame of ${length} bytes, where at most ${MAX_PROGRAM_FRAME} are allowed`)
  }

  #joined(): Uint8Array {
    const [first] = this.#chunks
    const bytes = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#length)
    this.#chunks = [bytes]
    return bytes
  }
}
