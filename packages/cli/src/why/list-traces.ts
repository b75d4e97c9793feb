import type { TraceSummary } from '@peaflow/serve'
import { toMilliseconds } from '../terminal/amount.ts'
import { toClock } from '../terminal/clock.ts'
import type { Paint } from '../terminal/color.ts'
import { cutMiddle } from '../terminal/cut.ts'
import { printable } from '../terminal/printable.ts'
import { toTable } from '../terminal/table.ts'

/** How requests are listed. */
export interface ListOptions {
  readonly paint: Paint
  /** The width of the terminal; `undefined` if it is none. */
  readonly columns?: number | undefined
}

/** How many of each kind are listed. */
const MOST_LISTED = 10

/** The slowest requests, and those that failed last, each with its id. */
export function listTraces(traces: readonly TraceSummary[], { paint, columns }: ListOptions): string {
  if (traces.length === 0) return 'No request is kept: none has been answered over HTTP, WebSocket or gRPC\n'
  const slowest = [...traces].sort((one, other) => other.ms - one.ms).slice(0, MOST_LISTED)
  const failed = traces.filter(({ code }) => code !== undefined).slice(0, MOST_LISTED)
  const room = columns === undefined ? Number.POSITIVE_INFINITY : columns
  const sections = [
    section('Slowest', { traces: slowest, paint, columns: room }),
    ...(failed.length === 0 ? [] : [section('Failed last', { traces: failed, paint, columns: room })]),
  ]
  return `${sections.join('\n')}\n${paint.dim('peaflow why REQUEST shows where the time of one went')}\n`
}

interface Listed {
  readonly traces: readonly TraceSummary[]
  readonly paint: Paint
  readonly columns: number
}

function section(title: string, { traces, paint, columns }: Listed): string {
  const rows = traces.map(({ id, endpoint, started, ms, code, pod }) => [
    printable(id),
    cutMiddle(printable(endpoint), 20),
    toClock(new Date(started)),
    toMilliseconds(ms),
    printable([code ?? '', pod ?? ''].filter((text) => text !== '').join(' ')),
  ])
  const table = toTable(
    [['REQUEST', 'ENDPOINT', 'AT', 'TOOK', traces.some(({ code }) => code !== undefined) ? 'FAILED' : ''], ...rows],
    {
      right: [3],
    },
  )
  const [headings = '', ...lines] = table.split('\n').map((text) => [...text].slice(0, columns).join('').trimEnd())
  return [paint.bold(title), paint.dim(headings), ...lines, ''].join('\n')
}
