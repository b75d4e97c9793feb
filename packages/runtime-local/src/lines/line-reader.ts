import { LineSplitter } from './split-lines.ts'

/** How much of a stream is read as lines. */
export interface LineCaps {
  /**
   * Bytes of a line; what is longer is cut.
   *
   * @defaultValue 8_192
   */
  readonly lineBytes?: number | undefined
  /**
   * Bytes in each `window` that are read as lines; of what exceeds them only the end is.
   *
   * @defaultValue 262_144
   */
  readonly floodBytes?: number | undefined
  /**
   * Milliseconds.
   *
   * @defaultValue 1_000
   */
  readonly window?: number | undefined
}

const NEWLINE = 10

/** Bytes of the end of a flood that are read as lines nevertheless: what a Pea wrote last says why it ended. */
const TAIL_BYTES = 32_768

/** Reads a stream as lines, whatever comes: in constant memory, and never so slowly that its writer has to wait. */
export class LineReader {
  readonly #onLine: (line: string) => void
  readonly #splitter: LineSplitter
  readonly #floodBytes: number
  readonly #window: number
  #room: number
  #timer: NodeJS.Timeout | undefined
  #tail: Buffer | undefined
  #leftOut = 0

  constructor(onLine: (line: string) => void, caps: LineCaps = {}) {
    const { lineBytes = 8_192, floodBytes = 262_144, window = 1_000 } = caps
    this.#onLine = onLine
    this.#splitter = new LineSplitter(onLine, lineBytes)
    this.#floodBytes = floodBytes
    this.#window = window
    this.#room = floodBytes
  }

  push(chunk: Buffer): void {
    this.#timer ??= setTimeout(() => this.#openWindow(), this.#window).unref()
    this.#room -= chunk.length
    if (this.#room >= 0) this.#splitter.push(chunk)
    else this.#leaveOut(chunk)
  }

  /** Reads what is left, also a last line that has no end; may be called twice. */
  end(): void {
    clearTimeout(this.#timer)
    this.#endFlood()
    this.#splitter.end()
  }

  #leaveOut(chunk: Buffer): void {
    if (this.#tail === undefined) this.#splitter.interrupt()
    this.#leftOut += countLines(chunk)
    this.#tail = lastBytes(this.#tail ?? Buffer.alloc(0), chunk)
  }

  #openWindow(): void {
    this.#timer = undefined
    this.#room = this.#floodBytes
    this.#endFlood()
  }

  #endFlood(): void {
    const tail = this.#tail
    if (tail === undefined) return
    // The tail begins in the middle of a line, which is left out too.
    this.#onLine(`… lines left out: ${Math.max(1, this.#leftOut - countLines(tail) + 1)}`)
    this.#tail = undefined
    this.#leftOut = 0
    this.#splitter.push(tail)
  }
}

function countLines(chunk: Buffer): number {
  let count = 0
  for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, end + 1)) count++
  return count
}

function lastBytes(before: Buffer, chunk: Buffer): Buffer {
  if (chunk.length >= TAIL_BYTES) return chunk.subarray(-TAIL_BYTES)
  return Buffer.concat([before, chunk]).subarray(-TAIL_BYTES)
}
