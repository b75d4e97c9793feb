import { isUtf8 } from 'node:buffer'
import type { FlowError } from '@peaflow/core'
import { wrongInput } from './wrong-input.ts'

/** What is decoded, as messages name it. */
export interface TextPosition {
  /** A file name, or `stdin`. */
  readonly name: string
  /** The line at which the bytes begin, from 1. */
  readonly line: number
}

const BYTE_ORDER_MARK = '\ufeff'
const NEWLINE = 0x0a

/**
 * The text of bytes in UTF-8.
 *
 * @throws FlowError `CONFIG_INPUT`, naming the line and the encoding that it seems to be in, for other bytes.
 */
export function decodeText(bytes: Buffer, position: TextPosition): string {
  if (position.line === 1 && seemsUtf16(bytes)) throw notUtf8(position, 'UTF-16')
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw notUtf8({ ...position, line: position.line + linesBeforeMistake(bytes) }, 'Latin-1 (ISO-8859-1, Windows-1252)')
}

/** The text without the byte order mark that some editors put first. */
export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
}

/** Whether bytes at the beginning of an input are UTF-16: by its mark, or because every other byte is 0. */
function seemsUtf16(bytes: Buffer): boolean {
  const [first, second, third, fourth] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  if (first === 0 && second !== 0) return third === undefined || (third === 0 && fourth !== 0)
  return first !== 0 && second === 0 && (third === undefined || (third !== 0 && (fourth === undefined || fourth === 0)))
}

function linesBeforeMistake(bytes: Buffer): number {
  let line = 0
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return line
    line++
    start = end + 1
  }
  return line
}

function notUtf8({ name, line }: TextPosition, encoding: string): FlowError {
  const from = encoding === 'UTF-16' ? 'UTF-16' : 'ISO-8859-1'
  return wrongInput(`${name}: line ${line} is not UTF-8; it seems to be ${encoding}`, {
    hint: `Convert it first: iconv -f ${from} -t UTF-8 ${name === 'stdin' ? '' : `${name} `}| peaflow run …`,
  })
}
