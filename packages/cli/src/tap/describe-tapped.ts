import { toBytes } from '../terminal/amount.ts'
import { toClock } from '../terminal/clock.ts'
import type { Paint } from '../terminal/color.ts'
import { count } from '../terminal/count.ts'
import { cut } from '../terminal/cut.ts'
import { printable } from '../terminal/printable.ts'
import { describeDocument } from './describe-document.ts'
import type { TappedLine } from './tapped.ts'

/** How a message is shown. */
export interface DescribeTappedOptions {
  readonly paint: Paint
  /** The width of the terminal; `undefined` if it is none. */
  readonly columns?: number | undefined
}

/** A message that passed a Pea, on one line. */
export function describeTapped(tapped: TappedLine, { paint, columns }: DescribeTappedOptions): string {
  const { time, pea, at, request, endpoint, skipped, piece } = tapped
  const clock = toClock(new Date(time))
  const number = piece === undefined ? `#${request}` : `#${request}.${piece.index}`
  const from = `${printable(pea)} ${at} ${printable(endpoint)} ${number}`
  const more = skipped === 0 ? '' : ` (${skipped} more passed)`
  const room = (columns ?? Number.POSITIVE_INFINITY) - clock.length - from.length - more.length - 2
  const content = cut(contentOf(tapped), Math.max(20, room))
  return `${paint.dim(clock)} ${paint.cyan(from)} ${tapped.error === undefined ? content : paint.red(content)}${paint.dim(more)}\n`
}

function contentOf({ error, documents, truncated, bytes }: TappedLine): string {
  if (truncated) return `<${toBytes(bytes)}, too large to be copied>`
  if (error !== undefined)
    return printable(`${error.message ?? 'failed'} [${error.code ?? 'error'}]`).replace(/\s+/g, ' ')
  const [first, ...others] = documents ?? []
  if (first === undefined) return 'no documents'
  const shown = [first, ...others].slice(0, MOST_DOCUMENTS).map(describeDocument).join(', ')
  return others.length === 0
    ? shown
    : `${count(others.length + 1, 'document')}: ${shown}${others.length < MOST_DOCUMENTS ? '' : ', …'}`
}

const MOST_DOCUMENTS = 3
