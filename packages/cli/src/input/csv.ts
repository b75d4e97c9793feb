import { LONGEST, tooLong } from './lines.ts'
import { wrongInput } from './wrong-input.ts'

/** A row of a table, with the line that it begins on. */
export interface CsvRow {
  /** From 1. */
  readonly number: number
  readonly fields: readonly string[]
  /** Roughly how much of the input it takes. */
  readonly bytes: number
}

/** The characters that end a field, or begin or end a quoted piece of it. */
const MARKS = /[",\n]/g

/**
 * Splits CSV (RFC 4180) into rows. Fields in quotes may contain commas, line breaks and doubled quotes. Blank lines are
 * skipped.
 *
 * @throws FlowError `CONFIG_INPUT` for quotes that have no end, or that end within a field.
 */
export async function* readRows(texts: AsyncIterable<string>, name: string): AsyncGenerator<CsvRow, void, void> {
  const splitter = new RowSplitter(name)
  for await (const text of texts) yield* splitter.push(text)
  yield* splitter.end()
}

class RowSplitter {
  readonly #name: string
  #rest = ''
  #line = 1

  constructor(name: string) {
    this.#name = name
  }

  *push(text: string): Generator<CsvRow> {
    this.#rest += text
    let start = 0
    for (let row = this.#read(start, false); row !== undefined; row = this.#read(start, false)) {
      start = row.end
      if (!row.isBlank) yield row
    }
    this.#rest = this.#rest.slice(start)
    if (this.#rest.length > LONGEST) throw tooLong(`${this.#name}: the row on line ${this.#line}`, LONGEST)
  }

  *end(): Generator<CsvRow> {
    if (this.#rest === '') return
    const row = this.#read(0, true)
    if (row !== undefined && !row.isBlank) yield row
  }

  /** The row that begins at a position; `undefined` if its end has not arrived. */
  #read(start: number, isLast: boolean): (CsvRow & { readonly end: number; readonly isBlank: boolean }) | undefined {
    const text = this.#rest
    const fields: string[] = []
    let lines = 0
    let at = start
    for (;;) {
      const field = text[at] === '"' ? this.#quoted(at, isLast, lines) : this.#plain(at, isLast)
      if (field === undefined) return undefined
      fields.push(field.value)
      lines += field.lines
      at = field.end
      if (text[at] === ',') at++
      else break
    }
    const end = Math.min(text.length, at + 1)
    const number = this.#line
    this.#line += lines + 1
    const isBlank = fields.length === 1 && fields[0]?.trim() === '' && text[start] !== '"'
    return { number, fields, bytes: Buffer.byteLength(text.slice(start, end)), end, isBlank }
  }

  #plain(start: number, isLast: boolean): Field | undefined {
    MARKS.lastIndex = start
    for (let mark = MARKS.exec(this.#rest); mark !== null; mark = MARKS.exec(this.#rest)) {
      // Quotes within a field that does not begin with one are characters like any other.
      if (mark[0] !== '"') return this.#field(start, mark.index)
    }
    return isLast ? this.#field(start, this.#rest.length) : undefined
  }

  #field(start: number, end: number): Field {
    const value = this.#rest.slice(start, end)
    const isCut = this.#rest[end] !== ',' && value.endsWith('\r')
    return { value: isCut ? value.slice(0, -1) : value, end, lines: 0 }
  }

  #quoted(start: number, isLast: boolean, linesBefore: number): Field | undefined {
    const text = this.#rest
    let end = text.indexOf('"', start + 1)
    while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
    const line = this.#line + linesBefore
    if (end === -1 && isLast) throw this.#wrong(line, 'the quotes that begin here have no end')
    // The character after the last quote tells whether it was doubled.
    if (end === -1 || (end + 1 === text.length && !isLast)) return undefined
    const value = text.slice(start + 1, end).replaceAll('""', '"')
    const after = text[end + 1] === '\r' ? end + 2 : end + 1
    if (after >= text.length && !isLast) return undefined
    const next = text[after]
    const lines = value.split('\n').length - 1
    if (next !== undefined && next !== ',' && next !== '\n') {
      throw this.#wrong(line + lines, 'a field goes on after its quotes')
    }
    return { value, end: after, lines }
  }

  #wrong(line: number, what: string): Error {
    return wrongInput(`${this.#name}: line ${line}: ${what}`, {
      hint: 'Put a field that contains quotes in quotes, and double the quotes in it: "say ""hello"""',
    })
  }
}

interface Field {
  readonly value: string
  /** The position after it, and after its quotes. */
  readonly end: number
  /** How many line breaks it contains. */
  readonly lines: number
}
