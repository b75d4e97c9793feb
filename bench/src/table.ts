/** The answer to one question: what is printed, and what the README shows. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  /** Numbers are shown with three digits, strings as they are. */
  readonly rows: readonly (readonly Cell[])[]
  /** Which contestants could not take part, and why. */
  readonly notes?: readonly string[] | undefined
}

export type Cell = string | number

/** The table in Markdown, its columns aligned so that it also reads well on a terminal. */
export function toMarkdown({ title, columns, rows, notes = [] }: Table): string {
  const cells = rows.map((row) => row.map(show))
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const isNumber = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number'))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => pad(cell, widths[i] ?? 0, isNumber[i])).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (isNumber[i] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  return [`### ${title}`, '', line(columns), rule, ...cells.map(line), ...notes.map((note) => `\n${note}`), ''].join(
    '\n',
  )
}

function pad(cell: string, width: number, right = false): string {
  return right ? cell.padStart(width) : cell.padEnd(width)
}

function show(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (!Number.isFinite(cell)) return '–'
  const fractionDigits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(cell), 0.001))))
  return cell.toLocaleString('en', { maximumFractionDigits: Math.min(fractionDigits, 3) })
}
