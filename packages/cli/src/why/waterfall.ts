import { toMilliseconds } from '../terminal/amount.ts'
import type { Paint } from '../terminal/color.ts'
import { cutMiddle } from '../terminal/cut.ts'
import { printable } from '../terminal/printable.ts'
import { toTable, widthOf } from '../terminal/table.ts'
import type { PlacedSpan } from './lay-out.ts'

/** What a waterfall shows, in milliseconds. */
export interface Waterfall {
  readonly spans: readonly PlacedSpan[]
  /** What no span explains: the gateway, and the ways between Pods. */
  readonly rest: number
  /** The whole request. */
  readonly ms: number
}

/** How a waterfall is drawn. */
export interface DrawOptions {
  readonly paint: Paint
  readonly columns: number
}

/** The longest name of a Pod. */
const MOST_NAME = 20

/** The least width of the bars. */
const LEAST_BARS = 16

/** Eighths of a column, from one to seven. */
const EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** Draws each Pod with its times, and bars one below the other: `░` for waiting, `█` for its call. */
export function drawWaterfall({ spans, rest, ms }: Waterfall, { paint, columns }: DrawOptions): string {
  const rows = [
    ['POD', 'WAITED', 'CALLED'],
    ...spans.map(({ pod, wait, call }) => [
      cutMiddle(printable(pod), MOST_NAME),
      toMilliseconds(wait),
      toMilliseconds(call),
    ]),
    ['(between)', '', toMilliseconds(rest)],
  ]
  const [headings = '', ...lines] = toTable(rows, { right: [1, 2] }).split('\n')
  const width = Math.max(...[headings, ...lines].map(widthOf))
  const room = Math.max(LEAST_BARS, columns - width - 2)
  // Where Pods overlap, or clocks differ, the last may end after the request.
  const whole = Math.max(ms, ...spans.map(({ start, wait, call }) => start + wait + call))
  const bars = spans.map((span) => drawBar(span, { paint, scale: whole === 0 ? 0 : room / whole }))
  const drawn = lines.map((text, index) => `${text.padEnd(width)}  ${bars[index] ?? ''}`.trimEnd())
  return `${[paint.dim(headings), ...drawn].join('\n')}\n`
}

interface Scale {
  readonly paint: Paint
  /** Columns a millisecond. */
  readonly scale: number
}

function drawBar({ start, wait, call }: PlacedSpan, { paint, scale }: Scale): string {
  const [from, begun, end] = [start, start + wait, start + wait + call].map((ms) => ms * scale) as [
    number,
    number,
    number,
  ]
  const indent = Math.round(from)
  const waited = Math.max(0, Math.round(begun) - indent)
  return `${' '.repeat(indent)}${paint.dim('░'.repeat(waited))}${paint.cyan(drawBlocks(end - Math.max(begun, indent + waited)))}`
}

/** A bar of a length in columns, to an eighth of one; something is always shown. */
function drawBlocks(length: number): string {
  const eighths = Math.max(1, Math.round(length * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[(eighths % 8) - 1] ?? '')
}
