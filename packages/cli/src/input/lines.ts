import { decodeText, withoutMark } from './encoding.ts'
import { wrongInput } from './wrong-input.ts'

/** One line of an input. */
export interface InputLine {
  /** From 1. */
  readonly number: number
  /** Without its end of line. */
  readonly text: string
  /** With its end of line. */
  readonly bytes: number
}

/** How lines are read. */
export interface ReadLinesOptions {
  /** The name of the input in error messages: a file name or `stdin`. */
  readonly name: string
  /**
   * The longest line, in bytes. A longer one ends the input, so that no input can fill the memory.
   *
   * @defaultValue 64 MiB
   */
  readonly longest?: number | undefined
}

/** The largest document that is read, in bytes. */
export const LONGEST: number = 64 * 2 ** 20

const NEWLINE = 0x0a

/**
 * Splits bytes into lines. It asks for more bytes only when its reader asks for more lines.
 *
 * @throws FlowError `CONFIG_INPUT` for a line that is too long, or not UTF-8.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  { name, longest = LONGEST }: ReadLinesOptions,
): AsyncGenerator<InputLine, void, void> {
  let number = 1
  let pieces: Buffer[] = []
  let length = 0
  const checkLength = (bytes: number) => {
    if (bytes > longest) throw tooLong(`${name}: line ${number}`, longest)
  }
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      pieces.push(chunk.subarray(start, end))
      length += end - start
      checkLength(length)
      yield { number, text: decodeLine(pieces, { name, line: number }), bytes: length + 1 }
      number++
      pieces = []
      length = 0
      start = end + 1
    }
    if (start === chunk.length) continue
    // Copied, because the stream may reuse the memory of its chunk.
    pieces.push(Buffer.from(chunk.subarray(start)))
    length += chunk.length - start
    checkLength(length)
  }
  if (length > 0) yield { number, text: decodeLine(pieces, { name, line: number }), bytes: length }
}

/** The error for a document that is larger than `longest` bytes. */
export function tooLong(what: string, longest: number): Error {
  return wrongInput(`${what} is longer than ${Math.round(longest / 2 ** 20)} MB`, {
    hint: 'Each line is one document: is this really NDJSON, with one JSON object on each line?',
  })
}

function decodeLine(pieces: readonly Buffer[], position: { name: string; line: number }): string {
  const [only] = pieces
  const bytes = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces)
  const text = decodeText(bytes, position)
  const line = position.line === 1 ? withoutMark(text) : text
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
