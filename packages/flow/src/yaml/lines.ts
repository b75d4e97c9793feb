/** A line and a column of a file, each counted from 1. */
export interface LinePosition {
  readonly line: number
  readonly column: number
}

const LINE_BREAK = /\r\n?|\n/g

/** Finds the lines of a text. */
export class LineIndex {
  readonly #text: string
  #starts: readonly number[] | undefined

  constructor(text: string) {
    this.#text = text
  }

  /** The line and column of a character. */
  positionOf(offset: number): LinePosition {
    // Only a file with something to report needs the index.
    this.#starts ??= lineStarts(this.#text)
    const starts = this.#starts
    let [first, last] = [0, starts.length - 1]
    while (first < last) {
      const middle = Math.ceil((first + last) / 2)
      if ((starts[middle] ?? 0) <= offset) first = middle
      else last = middle - 1
    }
    return { line: first + 1, column: offset - (starts[first] ?? 0) + 1 }
  }
}

function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(LINE_BREAK), ({ index, 0: { length } }) => index + length)]
}
