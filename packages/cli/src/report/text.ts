import type { Paint } from '../output/color.ts'
import type { Diagnosis, SourcePlace } from './diagnosis.ts'

/** How a diagnosis is written for a person. */
export interface ReportOptions {
  readonly paint: Paint
  /** With stack traces. */
  readonly debug: boolean
  /** The lines of the file that places are in, to show the one in question. */
  readonly source?: readonly string[] | undefined
}

/** The widest part of a source line that is shown. */
const SNIPPET = 100

/** Writes message, code, place and hint; no stack trace unless it is asked for. */
export function toReport(diagnosis: Diagnosis, options: ReportOptions): string {
  const { paint } = options
  const { severity, message, code, hint, place, stack } = diagnosis
  const label = severity === 'error' ? paint.red(paint.bold('error')) : paint.yellow(paint.bold('warning'))
  const [first, ...rest] = message.trimEnd().split('\n')
  const name = code === undefined ? '' : ` ${paint.dim(`[${code}]`)}`
  return `${[
    `${label}: ${first}${name}`,
    ...rest.map((line) => `  ${line}`),
    ...(place === undefined ? [] : [`  ${paint.cyan(toPlaceText(place))}${pathOf(place)}`, ...snippet(place, options)]),
    ...(hint === undefined ? [] : [`  ${paint.bold('hint')}: ${indent(hint)}`]),
    ...(options.debug && stack !== undefined ? [paint.dim(stack.replace(/^/gm, '    '))] : []),
  ].join('\n')}\n`
}

/** `flow.yml:7:12`, which terminals and editors make a link of. */
export function toPlaceText({ file, line, column }: SourcePlace): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}

function pathOf({ path }: SourcePlace): string {
  return path ? `  ${path}` : ''
}

function indent(text: string): string {
  return text.trimEnd().replace(/\n/g, '\n  ')
}

function snippet({ line, column }: SourcePlace, { source, paint }: ReportOptions): string[] {
  const text = line === undefined ? undefined : source?.[line - 1]
  if (text === undefined || line === undefined) return []
  const gutter = String(line)
  const margin = `  ${' '.repeat(gutter.length)} ${paint.dim('|')}`
  // A line of a whole minified file is cut around the place.
  const start = text.length <= SNIPPET ? 0 : Math.max(0, (column ?? 1) - 1 - SNIPPET / 2)
  const shown = text.slice(start, start + SNIPPET).replace(/\p{Cc}/gu, ' ')
  const caret = column === undefined ? [] : [`${margin} ${' '.repeat(column - 1 - start)}${paint.red('^')}`]
  return [`  ${paint.dim(gutter)} ${paint.dim('|')} ${shown}`, ...caret]
}
