import { LineSplitter } from './split-lines.ts'

/** How much of a stream is read as lines. */
export interface LineLimits {
  /**
   * The maximum length of a line, in bytes. Longer lines are cut.
   *
   * @defaultValue 8_192
   */
  readonly lineBytes?: number | undefined
  /**
   * The maximum number of bytes in each `interval` that are read as lines. Of the bytes beyond it, only the end is.
   *
   * @defaultValue 262_144
   */
  readonly floodBytes?: number | undefined
  /**
   * Milliseconds.
   *
   * @defaultValue 1_000
   */
  readonly interval?: number | undefined
}

const NEWLINE = 10

/** Bytes at the end of a flood that are read as lines: the last lines of a Pea say why it ended. */
const TAIL_BYTES = 32_768

/** Reads a stream as lines, in constant memory, and drops lines of a flood so that the writer never has to wait. */
export class LineReader {
  readonly #onLine: (line: string) => void
  readonly #splitter: LineSplitter
  readonly #floodBytes: number
  readonly #interval: number
  #remaining: number
  #timer: NodeJS.Timeout | undefined
  #tail: Buffer | undefined
  #omittedLines = 0

  constructor(onLine: (line: string) => void, limits: LineLimits = {}) {
    const { lineBytes = 8_192, floodBytes = 262_144, interval = 1_000 } = limits
    this.#onLine = onLine
    this.#splitter = new LineSplitter(onLine, lineBytes)
    this.#floodBytes = floodBytes
    this.#interval = interval
    this.#remaining = floodBytes
  }

  push(chunk: Buffer): void {
    this.#timer ??= setTimeout(() => this.#beginInterval(), this.#interval).unref()
    this.#remaining -= chunk.length
    if (this.#remaining >= 0) this.#splitter.push(chunk)
    else this.#omit(chunk)
  }

  /** Ends the last line, even if it has no line break. May be called twice. */
  end(): void {
    clearTimeout(this.#timer)
    this.#endFlood()
    this.#splitter.end()
  }

  #omit(chunk: Buffer): void {
    if (this.#tail === undefined) this.#splitter.interrupt()
    this.#omittedLines += countLines(chunk)
    this.#tail = lastBytes(this.#tail ?? Buffer.alloc(0), chunk)
  }

  #beginInterval(): void {
    this.#timer = undefined
    this.#remaining = this.#floodBytes
    this.#endFlood()
  }

  #endFlood(): void {
    const tail = this.#tail
    if (tail === undefined) return
    // The tail begins within a line, which is omitted too.
    this.#onLine(`… lines left out: ${Math.max(1, this.#omittedLines - countLines(tail) + 1)}`)
    this.#tail = undefined
    this.#omittedLines = 0
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
