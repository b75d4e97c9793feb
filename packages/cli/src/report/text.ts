import type { Paint } from '../terminal/color.ts'
import { printable } from '../terminal/printable.ts'
import type { Cause } from './causes.ts'
import type { Diagnosis, SourcePosition } from './diagnosis.ts'

/** How a diagnosis is written for a person. */
export interface ReportOptions {
  readonly paint: Paint
  /** Whether to write stack traces. */
  readonly debug: boolean
  /** The lines of the file that positions are in, so that the one in question can be shown. */
  readonly source?: readonly string[] | undefined
}

/** The most characters of a source line that are shown. */
const SNIPPET_WIDTH = 100

/** Writes message, code, position and hint. A stack trace needs `debug`. */
export function toReport(diagnosis: Diagnosis, options: ReportOptions): string {
  const { paint } = options
  const { severity, code, position, causes = [] } = diagnosis
  const [message, hint, stack] = [diagnosis.message, diagnosis.hint, diagnosis.stack].map(toPrintable)
  const label = severity === 'error' ? paint.red(paint.bold('error')) : paint.yellow(paint.bold('warning'))
  const [first, ...rest] = (message ?? '').trimEnd().split('\n')
  const name = code === undefined ? '' : ` ${paint.dim(`[${code}]`)}`
  return `${[
    `${label}: ${first}${name}`,
    ...rest.map((line) => `  ${line}`),
    ...(position === undefined ? [] : writePosition(position, options)),
    ...causes.flatMap((cause) => writeCause(cause, '  ', paint)),
    ...(hint === undefined ? [] : [`  ${paint.bold('hint')}: ${indent(hint)}`]),
    ...(options.debug && stack !== undefined ? [paint.dim(stack.replace(/^/gm, '    '))] : []),
  ].join('\n')}\n`
}

function toPrintable(text: string | undefined): string | undefined {
  return text === undefined ? undefined : printable(text)
}

/** `flow.yml:7:12`, which terminals and editors turn into a link. */
export function toPositionText({ file, line, column }: SourcePosition): string {
  return [file, line, column].filter((segment) => segment !== undefined).join(':')
}

function writePosition(position: SourcePosition, options: ReportOptions): string[] {
  const path = position.path ? `  ${position.path}` : ''
  return [`  ${options.paint.cyan(toPositionText(position))}${path}`, ...snippet(position, options)]
}

function writeCause({ message, code, causes = [] }: Cause, margin: string, paint: Paint): string[] {
  const name = code === undefined || message.includes(code) ? '' : ` ${paint.dim(`[${code}]`)}`
  const text = printable(message).trimEnd().replace(/\n/g, `\n${margin}  `)
  const below = causes.flatMap((cause) => writeCause(cause, `${margin}  `, paint))
  return [`${margin}${paint.bold('caused by')}: ${text}${name}`, ...below]
}

function indent(text: string): string {
  return text.trimEnd().replace(/\n/g, '\n  ')
}

function snippet({ line, column }: SourcePosition, { source, paint }: ReportOptions): string[] {
  const text = line === undefined ? undefined : source?.[line - 1]
  if (text === undefined || line === undefined) return []
  const gutter = String(line)
  const margin = `  ${' '.repeat(gutter.length)} ${paint.dim('|')}`
  // A very long line, such as that of a minified file, is cut around the position.
  const start = text.length <= SNIPPET_WIDTH ? 0 : Math.max(0, (column ?? 1) - 1 - SNIPPET_WIDTH / 2)
  const shown = text.slice(start, start + SNIPPET_WIDTH).replace(/\p{Cc}/gu, ' ')
  const caret = column === undefined ? [] : [`${margin} ${' '.repeat(column - 1 - start)}${paint.red('^')}`]
  return [`  ${paint.dim(gutter)} ${paint.dim('|')} ${shown}`, ...caret]
}
