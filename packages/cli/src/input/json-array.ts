import type { InputLine } from './lines.ts'
import { LONGEST, tooLong } from './lines.ts'
import { wrongInput } from './wrong-input.ts'

/** An element of a JSON array, as its text, with the line that it begins on. */
export interface ArrayElement extends InputLine {
  /** Its position in the array, from 1. */
  readonly index: number
}

/** Everything that ends a run of characters which need no look each. */
const MARKS = /["\\[\]{},\n]/g

/**
 * Splits the text of a JSON array into its elements, as they come. What is between commas may be anything: it is parsed
 * afterwards.
 *
 * @throws FlowError `CONFIG_INPUT` if the array does not end, or is not all of the text.
 */
export async function* readArray(texts: AsyncIterable<string>, name: string): AsyncGenerator<ArrayElement, void, void> {
  const splitter = new ArraySplitter(name)
  for await (const text of texts) yield* splitter.push(text)
  splitter.end()
}

class ArraySplitter {
  readonly #name: string
  #level = 0
  #isString = false
  #isEscaped = false
  #isOver = false
  #line = 1
  #index = 0
  #pieces: string[] = []
  #length = 0
  /** Where the current element begins: the line of the first character of it that is not blank. */
  #firstLine: number | undefined

  constructor(name: string) {
    this.#name = name
  }

  *push(text: string): Generator<ArrayElement> {
    let start = 0
    for (let at = this.#find(text, 0); at !== -1; at = this.#find(text, at + 1)) {
      const mark = text.charAt(at)
      if (this.#isOver) this.#checkOutside(text.slice(start, at + 1))
      const isEnd = !this.#isString && this.#level === 1 && (mark === ',' || mark === ']')
      if (isEnd) {
        this.#add(text.slice(start, at))
        yield* this.#take(mark)
      }
      const isFirst = this.#level === 0
      this.#step(mark)
      if (isEnd || isFirst) start = at + 1
      if (mark === '\n') {
        this.#add(text.slice(start, at + 1))
        start = at + 1
        this.#line++
      }
    }
    if (this.#isOver) this.#checkOutside(text.slice(start))
    else this.#add(text.slice(start))
  }

  end(): void {
    if (this.#isOver) return
    throw wrongInput(`${this.#name}: line ${this.#line}: the JSON array that begins the input has no end`, {
      hint: 'The input seems to be cut off; the documents before that are answered',
    })
  }

  #find(text: string, from: number): number {
    if (this.#isEscaped) {
      if (from >= text.length) return -1
      // The character after a backslash is never a mark.
      this.#isEscaped = false
      return this.#find(text, from + 1)
    }
    MARKS.lastIndex = from
    return MARKS.exec(text)?.index ?? -1
  }

  #step(mark: string): void {
    if (mark === '"') this.#isString = !this.#isString
    else if (this.#isString) this.#isEscaped = mark === '\\'
    else if (mark === '[' || mark === '{') this.#level++
    else if (mark === ']' || mark === '}') {
      this.#level--
      this.#isOver = this.#level === 0
    }
  }

  #add(text: string): void {
    if (text === '') return
    if (this.#firstLine === undefined && text.trim() !== '') this.#firstLine = this.#line
    this.#pieces.push(text)
    this.#length += text.length
    if (this.#length > LONGEST) throw tooLong(`${this.#name}: element ${this.#index + 1} of the array`, LONGEST)
  }

  *#take(mark: string): Generator<ArrayElement> {
    const text = this.#pieces.join('')
    const isEmptyArray = mark === ']' && this.#index === 0 && text.trim() === ''
    const element = {
      number: this.#firstLine ?? this.#line,
      text,
      bytes: Buffer.byteLength(text) + 1,
      index: ++this.#index,
    }
    this.#pieces = []
    this.#length = 0
    this.#firstLine = undefined
    if (!isEmptyArray) yield element
  }

  #checkOutside(text: string): void {
    if (!this.#isOver || text.trim() === '') return
    throw wrongInput(`${this.#name}: line ${this.#line} goes on after the end of the JSON array`)
  }
}
