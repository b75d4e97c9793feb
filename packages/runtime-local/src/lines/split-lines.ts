const NEWLINE = 10
const RETURN = 13
const CUT = ' …'

/** Splits bytes into lines without their ends; what a line holds beyond `lineBytes` is dropped as it comes. */
export class LineSplitter {
  readonly #onLine: (line: string) => void
  readonly #lineBytes: number
  #pending: Buffer[] = []
  #length = 0
  #blind = false

  constructor(onLine: (line: string) => void, lineBytes: number) {
    this.#onLine = onLine
    this.#lineBytes = lineBytes
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end))
      this.#endLine()
      start = end + 1
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start))
  }

  /** Ends the line begun, and drops what comes up to the next end of line: bytes are missing here. */
  interrupt(): void {
    if (this.#length > 0) this.#endLine()
    this.#blind = true
  }

  /** Ends a last line that has no end. */
  end(): void {
    if (this.#length > 0) this.#endLine()
  }

  #keep(part: Buffer): void {
    if (this.#length <= this.#lineBytes && !this.#blind) this.#pending.push(part)
    this.#length += part.length
  }

  #endLine(): void {
    const line = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending)
    const blind = this.#blind
    const isCut = this.#length > this.#lineBytes
    this.#pending = []
    this.#length = 0
    this.#blind = false
    if (blind || line === undefined) return
    const length = line.at(-1) === RETURN ? line.length - 1 : line.length
    this.#onLine(isCut ? line.toString('utf8', 0, this.#lineBytes) + CUT : line.toString('utf8', 0, length))
  }
}
