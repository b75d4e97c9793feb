const NEWLINE = 10
const RETURN = 13
const CUT = ' …'

/** Splits bytes into lines without their line breaks. Bytes of a line beyond `lineBytes` are dropped as they come. */
export class LineSplitter {
  readonly #onLine: (line: string) => void
  readonly #lineBytes: number
  #pending: Buffer[] = []
  #length = 0
  #isSkipping = false

  constructor(onLine: (line: string) => void, lineBytes: number) {
    this.#onLine = onLine
    this.#lineBytes = lineBytes
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#append(chunk.subarray(start, end))
      this.#endLine()
      start = end + 1
    }
    if (start < chunk.length) this.#append(chunk.subarray(start))
  }

  /** Ends the current line and skips the rest of it up to the next line break, because bytes are missing here. */
  interrupt(): void {
    if (this.#length > 0) this.#endLine()
    this.#isSkipping = true
  }

  /** Ends a last line that has no line break. */
  end(): void {
    if (this.#length > 0) this.#endLine()
  }

  #append(bytes: Buffer): void {
    if (this.#length <= this.#lineBytes && !this.#isSkipping) this.#pending.push(bytes)
    this.#length += bytes.length
  }

  #endLine(): void {
    const line = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending)
    const isSkipped = this.#isSkipping
    const isCut = this.#length > this.#lineBytes
    this.#pending = []
    this.#length = 0
    this.#isSkipping = false
    if (isSkipped || line === undefined) return
    const length = line.at(-1) === RETURN ? line.length - 1 : line.length
    this.#onLine(isCut ? line.toString('utf8', 0, this.#lineBytes) + CUT : line.toString('utf8', 0, length))
  }
}
