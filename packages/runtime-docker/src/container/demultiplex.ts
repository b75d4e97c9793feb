/** One of the two streams that an attachment carries. */
export type StreamName = 'stdout' | 'stderr'

const HEADER_BYTES = 8
const STREAMS: readonly (StreamName | undefined)[] = [undefined, 'stdout', 'stderr']

/**
 * Splits the bytes of an attachment into its two streams. A frame consists of the number of the stream, three zeros, a
 * length and a payload of that length. dockerode's own demultiplexer recurses for each frame, so that a flood of short
 * writes overflows the stack.
 */
export class Demultiplexer {
  readonly #onBytes: (stream: StreamName, bytes: Buffer) => void
  #header = Buffer.alloc(0)
  #stream: StreamName = 'stdout'
  /** Bytes of the current frame that have not arrived. */
  #remaining = 0

  constructor(onBytes: (stream: StreamName, bytes: Buffer) => void) {
    this.#onBytes = onBytes
  }

  push(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) rest = this.#remaining > 0 ? this.#readPayload(rest) : this.#readHeader(rest)
  }

  #readPayload(bytes: Buffer): Buffer {
    const payload = bytes.subarray(0, this.#remaining)
    this.#remaining -= payload.length
    this.#onBytes(this.#stream, payload)
    return bytes.subarray(payload.length)
  }

  #readHeader(bytes: Buffer): Buffer {
    const missing = HEADER_BYTES - this.#header.length
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, missing)])
    if (this.#header.length < HEADER_BYTES) return bytes.subarray(missing)
    const name = STREAMS[this.#header.readUInt8(0)]
    this.#remaining = this.#header.readUInt32BE(4)
    this.#stream = name ?? 'stdout'
    // Bytes that are not a frame come from a container with a terminal, whose output is plain text.
    if (name === undefined) this.#readAsText()
    this.#header = Buffer.alloc(0)
    return bytes.subarray(missing)
  }

  #readAsText(): void {
    this.#remaining = Number.POSITIVE_INFINITY
    this.#onBytes('stdout', this.#header)
  }
}
