import { decodeText, withoutMark } from './encoding.ts'

const NEWLINE = 0x0a

/**
 * Decodes bytes that are not cut into lines.
 *
 * @throws FlowError `CONFIG_INPUT`, naming the line, for bytes that are not UTF-8.
 */
export async function* readTexts(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string, void, void> {
  let line = 1
  let isFirst = true
  let rest: Buffer = Buffer.alloc(0)
  const decode = (bytes: Buffer) => {
    const text = decodeText(bytes, { name, line })
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) line++
    return text
  }
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk])
    const end = wholeCharacters(bytes)
    rest = bytes.subarray(end)
    if (end === 0) continue
    const text = decode(bytes.subarray(0, end))
    yield isFirst ? withoutMark(text) : text
    isFirst = false
  }
  if (rest.length > 0) yield decode(rest)
}

/** How many bytes there are without a character at their end that is cut. */
function wholeCharacters(bytes: Buffer): number {
  const { length } = bytes
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back] ?? 0
    // A byte that continues a character: look for its first.
    if ((byte & 0xc0) === 0x80) continue
    return sizeOf(byte) > back ? length - back : length
  }
  return length
}

/** How many bytes a character has, by its first. */
function sizeOf(byte: number): number {
  if (byte >= 0xf0) return 4
  if (byte >= 0xe0) return 3
  return byte >= 0xc0 ? 2 : 1
}
