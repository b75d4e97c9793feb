/** One of the two streams that an attachment carries. */
export type StreamName = 'stdout' | 'stderr'

const HEADER_BYTES = 8
const STREAMS: readonly (StreamName | undefined)[] = [undefined, 'stdout', 'stderr']

/**
 * Takes the bytes of an attachment apart: frames of a stream's number, three zeros, a length, and that many bytes of
 * the stream. Not dockerode's, which calls itself for each frame, so that a flood of short writes overflows the stack.
 */
export class Demultiplexer {
  readonly #onBytes: (stream: StreamName, bytes: Buffer) => void
  #header = Buffer.alloc(0)
  #stream: StreamName = 'stdout'
  /** Bytes of the frame that are still to come. */
  #left = 0

  constructor(onBytes: (stream: StreamName, bytes: Buffer) => void) {
    this.#onBytes = onBytes
  }

  push(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) rest = this.#left > 0 ? this.#takePayload(rest) : this.#takeHeader(rest)
  }

  #takePayload(bytes: Buffer): Buffer {
    const payload = bytes.subarray(0, this.#left)
    this.#left -= payload.length
    this.#onBytes(this.#stream, payload)
    return bytes.subarray(payload.length)
  }

  #takeHeader(bytes: Buffer): Buffer {
    const missing = HEADER_BYTES - this.#header.length
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, missing)])
    if (this.#header.length < HEADER_BYTES) return bytes.subarray(missing)
    const name = STREAMS[this.#header.readUInt8(0)]
    this.#left = this.#header.readUInt32BE(4)
    this.#stream = name ?? 'stdout'
    // What is no frame comes from a container with a terminal: all of it is text.
    if (name === undefined) this.#onText()
    this.#header = Buffer.alloc(0)
    return bytes.subarray(missing)
  }

  #onText(): void {
    this.#left = Number.POSITIVE_INFINITY
    this.#onBytes('stdout', this.#header)
  }
}
