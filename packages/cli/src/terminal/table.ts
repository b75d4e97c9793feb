import { stripVTControlCharacters } from 'node:util'

/** How rows are aligned. */
export interface TableOptions {
  /**
   * The columns, from 0, whose cells are aligned on the right, as numbers are.
   *
   * @defaultValue []
   */
  readonly right?: readonly number[] | undefined
}

/** Aligns rows of strings in columns, two spaces apart. Colours take no width. */
export function toTable(rows: readonly (readonly string[])[], { right = [] }: TableOptions = {}): string {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), 0),
  )
  return rows
    .map((row) =>
      row
        .map((text, column) => (right.includes(column) ? padLeft : pad)(text, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** How many columns of a terminal a text takes, without its colours. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}
