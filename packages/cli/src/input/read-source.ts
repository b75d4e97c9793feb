import type { Document } from '@peaflow/core'
import { readRows } from './csv.ts'
import { parseDocument, withBinary } from './documents.ts'
import type { InputDocument, InputFormat } from './input.ts'
import { readArray } from './json-array.ts'
import { type InputLine, readLines } from './lines.ts'
import type { Source } from './source.ts'
import { readTexts } from './texts.ts'
import { wrongInput } from './wrong-input.ts'

/** How the documents of a source are read. */
export interface ReadSourceOptions {
  readonly format: InputFormat
  /** Receives the mistakes in lines that a person types, after which reading goes on. */
  readonly onMistake: (error: unknown) => void
}

/**
 * Reads the documents of a source.
 *
 * @throws FlowError `CONFIG_INPUT` for what is not a document, unless a person types it.
 */
export function readSource(source: Source, options: ReadSourceOptions): AsyncGenerator<InputDocument> {
  const { name, interactive } = source
  if (interactive && options.format !== 'csv') return readTyped(source, options)
  if (options.format === 'csv') return readTable(readRows(readTexts(source.chunks, name), name), name)
  return options.format === 'text' ? readPlain(source) : readJson(source)
}

async function* readJson({ chunks, name }: Source): AsyncGenerator<InputDocument> {
  const { isArray, all } = await peek(chunks)
  if (isArray) {
    for await (const { number, text, bytes, index } of readArray(readTexts(all, name), name)) {
      const document = parseDocument(text, `${name}: line ${number}, element ${index} of the array,`)
      yield { document, position: { line: number }, amount: bytes }
    }
    return
  }
  for await (const { number, text, bytes } of readLines(all, { name })) {
    if (text.trim() === '') continue
    yield { document: parseDocument(text, `${name}: line ${number}`), position: { line: number }, amount: bytes }
  }
}

async function* readPlain({ chunks, name }: Source): AsyncGenerator<InputDocument> {
  for await (const { number, text, bytes } of readLines(chunks, { name })) {
    yield { document: { text }, position: { line: number }, amount: bytes }
  }
}

async function* readTyped(source: Source, { format, onMistake }: ReadSourceOptions): AsyncGenerator<InputDocument> {
  const { name } = source
  const read = ({ text, number }: InputLine): Document | undefined => {
    try {
      return format === 'text' ? { text } : parseDocument(text, `${name}: line ${number}`)
    } catch (caught) {
      onMistake(caught)
      return undefined
    }
  }
  for await (const line of readLines(source.chunks, { name })) {
    const document = line.text.trim() === '' ? undefined : read(line)
    if (document !== undefined) yield { document, position: { line: line.number }, amount: line.bytes }
  }
}

/** Reads rows as documents, whose fields are those of the first row. */
async function* readTable(rows: ReturnType<typeof readRows>, name: string): AsyncGenerator<InputDocument> {
  const first = await rows.next()
  if (first.done) return
  const { fields: header, number: headerLine } = first.value
  const wrong = header.find((field, index) => field === '' || header.indexOf(field) !== index)
  if (wrong !== undefined) {
    const what = wrong === '' ? 'a column has no name' : `two columns are named "${wrong}"`
    throw wrongInput(`${name}: line ${headerLine}: ${what}`, {
      hint: 'The first row names the fields of the documents',
    })
  }
  for await (const { number, fields, bytes } of rows) {
    if (fields.length !== header.length) throw wrongLength({ name, number, fields, header })
    const document: Document = Object.fromEntries(header.map((field, index) => [field, fields[index]]))
    yield { document: withBinary(document, `${name}: line ${number}`), position: { line: number }, amount: bytes }
  }
}

interface WrongLength {
  readonly name: string
  readonly number: number
  readonly fields: readonly string[]
  readonly header: readonly string[]
}

function wrongLength({ name, number, fields, header }: WrongLength): Error {
  const [found, expected] = [fields.length, header.length].map((length) => `${length} field${length === 1 ? '' : 's'}`)
  return wrongInput(`${name}: line ${number} has ${found}, and the first row has ${expected}`, {
    hint: 'Put fields that contain commas in quotes; the separator is a comma',
  })
}

/** Tells a JSON array from lines of JSON by the first character that is not blank. */
async function peek(chunks: AsyncIterable<Uint8Array>): Promise<{ isArray: boolean; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const before: Uint8Array[] = []
  let first: string | undefined
  while (first === undefined) {
    const step = await iterator.next()
    if (step.done) break
    before.push(step.value)
    // As Latin-1, in which each byte is a character, so that none is cut.
    first = /[^\s\u00ef\u00bb\u00bf]/.exec(Buffer.from(step.value).toString('latin1'))?.[0]
  }
  const all = async function* () {
    yield* before
    yield* { [Symbol.asyncIterator]: () => iterator }
  }
  return { isArray: first === '[', all: all() }
}
