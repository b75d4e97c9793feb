import type { Document } from '@peaflow/core'
import { decodeValue, encodeValue } from '../../document/codec.ts'
import { arrayHead } from '../../document/payload-layout.ts'
import { describeValue, isMapping } from '../../document/value.ts'
import { withBinary } from '../../json/binary.ts'
import { toJsonLine } from '../../json/line.ts'
import { parseJson, UnreadableValue } from '../../json/parse.ts'
import { BrokenProgram } from './broken.ts'
import { MAX_PROGRAM_FRAME } from './frames.ts'
import type { Dialect, FromProgram, SentCall, ToProgram } from './messages.ts'

/** Lines of JSON: a call is a line in, and its answer is a line out. There is nothing else. */
export function lineDialect(onMessage: (message: FromProgram) => void): Dialect {
  const reader = new LongLineReader((line) => {
    if (line.trim() !== '') onMessage(readLine(line))
  })
  return { encode: encodeMessage, push: (chunk) => reader.push(chunk) }
}

function encodeMessage(message: ToProgram): readonly Uint8Array[] {
  return message.type === 'call' ? [Buffer.from(toJsonLine(plainCall(message.call)))] : []
}

function plainCall({ id, endpoint, documents, count, parameters }: SentCall): unknown {
  const all = decodeValue(Buffer.concat([arrayHead(count), ...documents]))
  return { id, endpoint, documents: all, parameters: decodeValue(parameters) }
}

const NEWLINE = 10

/** Splits bytes into lines, each of which may be as long as a frame. */
class LongLineReader {
  readonly #onLine: (line: string) => void
  #chunks: Uint8Array[] = []
  #length = 0

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Uint8Array): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...this.#chunks, chunk.subarray(start, end)])
      this.#chunks = []
      this.#length = 0
      start = end + 1
      this.#onLine(line.toString())
    }
    if (start === chunk.length) return
    this.#chunks.push(chunk.subarray(start))
    this.#length += chunk.length - start
    if (this.#length > MAX_PROGRAM_FRAME) throw new BrokenProgram(`a line of more than ${MAX_PROGRAM_FRAME} bytes`)
  }
}

/**
 * Reads an answer: an array of documents, or an object with `documents` or `error`, and the `id` of the call if answers come
 * in another order than the calls.
 *
 * @throws BrokenProgram if it is neither.
 */
export function readLine(line: string): FromProgram {
  const value = parse(line)
  if (Array.isArray(value)) return toResult(undefined, value)
  if (!isMapping(value)) throw new BrokenProgram(`a line that is ${describeValue(value)}: ${shorten(line)}`)
  const id = idOf(value.id, line)
  const { error } = value
  if (error === undefined || error === null) return toResult(id, value.documents)
  return { type: 'error', id, error: { message: typeof error === 'string' ? error : JSON.stringify(error) } }
}

function toResult(id: number | undefined, documents: unknown): FromProgram {
  try {
    return { type: 'result', id, documents: encodeDocuments(documents) }
  } catch (error) {
    if (!(error instanceof UnreadableValue)) throw error
    return { type: 'error', id, error: { code: 'REQUEST_RESULT', message: `the executor returned ${error.message}` } }
  }
}

function parse(line: string): unknown {
  try {
    return parseJson(line)
  } catch (cause) {
    throw new BrokenProgram(`a line that is not JSON: ${shorten(line)}`, { cause })
  }
}

function idOf(id: unknown, line: string): number | undefined {
  if (id === undefined || id === null) return undefined
  if (Number.isSafeInteger(id)) return id as number
  throw new BrokenProgram(`a line whose id is ${describeValue(id)}: ${shorten(line)}`)
}

function encodeDocuments(value: unknown): Uint8Array | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) return encodeValue(value) // whoever walks it says what is wrong
  return encodeValue(value.map((one) => (isMapping(one) ? withBinary(one as Document) : one)))
}

function shorten(line: string): string {
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
