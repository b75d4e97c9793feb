import type { Document } from '@peaflow/core'
import { malformed, tooLarge } from './failures.ts'
import { readLine } from './json.ts'

const NEWLINE = 10

/**
 * Reads documents, one in each line, as they arrive: the client may send the next ones once it has read answers.
 *
 * @throws FlowError `REQUEST_BODY` for a line that is not a document, `REQUEST_SIZE` for one of more than `maxBody` bytes.
 */
export async function* readLines(body: AsyncIterable<Uint8Array>, maxBody: number): AsyncGenerator<Document> {
  let line = 0
  for await (const bytes of splitLines(body, maxBody)) {
    line += 1
    const text = decode(bytes, line)
    if (text.trim() !== '') yield readLine(text, line)
  }
}

/** Looks at each byte once, however many chunks a line arrives in. */
async function* splitLines(body: AsyncIterable<Uint8Array>, maxBody: number): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...pieces, chunk.subarray(from, at)])
      pieces = []
      bytes = 0
      from = at + 1
    }
    pieces.push(chunk.subarray(from))
    bytes += chunk.length - from
    if (bytes > maxBody) throw tooLarge(maxBody)
  }
  if (bytes > 0) yield Buffer.concat(pieces)
}

function decode(bytes: Buffer, line: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw malformed(`line ${line} is not UTF-8`, cause)
  }
}
