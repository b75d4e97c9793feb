import { FlowError } from '@peaflow/core'

/** One line of an input. */
export interface InputLine {
  /** From 1. */
  readonly number: number
  /** Without its end of line. */
  readonly text: string
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

const NEWLINE = 0x0a
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Splits bytes into lines. It asks for more bytes only when its reader asks for more lines.
 *
 * @throws FlowError `CONFIG_INPUT` for a line that is too long.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  { name, longest = 64 * 2 ** 20 }: ReadLinesOptions,
): AsyncGenerator<InputLine, void, void> {
  let number = 0
  let pieces: Buffer[] = []
  let length = 0
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      pieces.push(chunk.subarray(start, end))
      if (length + end - start > longest) throw tooLong({ name, number: number + 1, longest })
      number++
      yield { number, text: decode(pieces, number) }
      pieces = []
      length = 0
      start = end + 1
    }
    if (start === chunk.length) continue
    // Copied, because the stream may reuse the memory of its chunk.
    pieces.push(Buffer.from(chunk.subarray(start)))
    length += chunk.length - start
    if (length > longest) throw tooLong({ name, number: number + 1, longest })
  }
  if (length > 0) yield { number: number + 1, text: decode(pieces, number + 1) }
}

function decode(pieces: readonly Buffer[], number: number): string {
  const [only] = pieces
  const bytes = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces)
  const text = bytes.toString('utf8')
  const marked = number === 1 && text.startsWith(BYTE_ORDER_MARK)
  return text.slice(marked ? 1 : 0, text.endsWith('\r') ? -1 : undefined)
}

function tooLong(line: { name: string; number: number; longest: number }): FlowError {
  const size = `${Math.round(line.longest / 2 ** 20)} MB`
  return new FlowError('CONFIG_INPUT', `${line.name}: line ${line.number} is longer than ${size}`, {
    hint: 'Each line is one document: is this really NDJSON, with one JSON object on each line?',
  })
}
