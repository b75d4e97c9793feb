import type { AdminStatus, Rates } from '@peaflow/serve'
import { toAge, toBytes, toMilliseconds, toPercent, toRate } from '../terminal/amount.ts'
import type { Paint } from '../terminal/color.ts'
import { withCommas } from '../terminal/count.ts'
import { cut, cutMiddle } from '../terminal/cut.ts'
import { printable } from '../terminal/printable.ts'
import { toTable, widthOf } from '../terminal/table.ts'
import { drawSparkline } from './sparkline.ts'

/** What is shown of a Flow. */
export interface TopState {
  readonly status: AdminStatus
  readonly rates: Rates
  /** Its rates so far, the last one last. */
  readonly past: readonly number[]
}

/** How it is shown. */
export interface DrawOptions {
  readonly paint: Paint
  /** The width of the terminal; `undefined` if it is none. */
  readonly columns?: number | undefined
}

type PodRates = Rates['pods'][string]

interface Column {
  readonly heading: string
  /** Only where the terminal has this many columns. */
  readonly from?: number
  cell(pod: PodRates, paint: Paint): string
}

/** Numbers, aligned on the right. The narrowest terminal that all but those `from` a width fit has 80 columns. */
const COLUMNS: readonly Column[] = [
  { heading: 'READY', cell: ({ ready, of }, paint) => (ready < of ? paint.yellow : same)(`${ready}/${of}`) },
  { heading: 'CALLS/S', cell: ({ rate }) => toRate(rate) },
  { heading: 'FAILED', cell: ({ failed }, paint) => (failed > 0 ? paint.red : same)(toRate(failed)) },
  { heading: 'P50', cell: ({ p50 }) => toTime(p50) },
  { heading: 'P99', cell: ({ p99 }) => toTime(p99) },
  { heading: 'WAIT', from: 90, cell: ({ wait }) => toTime(wait) },
  { heading: 'QUEUE', cell: (pod) => withCommas(pod.waiting) },
  { heading: 'RUNNING', from: 100, cell: ({ running }) => withCommas(running) },
  { heading: 'CPU', cell: ({ cpu }) => toPercent(cpu) },
  { heading: 'MEMORY', cell: ({ memory }) => toBytes(memory) },
  {
    heading: 'RESTARTS',
    from: 80,
    cell: ({ restarts }, paint) => (restarts > 0 ? paint.yellow : same)(String(restarts)),
  },
]

/** The least width that the name of a Pod is cut to. */
const LEAST_NAME = 6

/** A look at a Flow: what callers see, and a row for each Pod. */
export function drawTop({ status, rates, past }: TopState, { paint, columns }: DrawOptions): string {
  const width = columns ?? Number.POSITIVE_INFINITY
  const shown = COLUMNS.filter(({ from = 0 }) => from <= width)
  const cells = Object.values(rates.pods).map((pod) => shown.map(({ cell }) => cell(pod, paint)))
  const headings = shown.map(({ heading }) => heading)
  const right = shown.map((_, index) => index + 1)
  const tableOf = (names: readonly string[]) =>
    toTable([['POD', ...headings], ...cells.map((row, index) => [names[index] ?? '', ...row])], { right })
  const others = widthOf(tableOf([]).split('\n', 1)[0] ?? '') - 'POD'.length
  const names = Object.keys(rates.pods).map((name) => cutMiddle(printable(name), Math.max(LEAST_NAME, width - others)))
  const [first = '', ...rows] = tableOf(names).split('\n')
  const line = past.length === 0 ? [] : [paint.cyan(drawSparkline(past.slice(-Math.min(width, 80))))]
  return `${[...headOf({ status, rates, paint, width }), ...line, '', paint.dim(first), ...rows].join('\n')}\n`
}

interface Head extends Pick<TopState, 'status' | 'rates'> {
  readonly paint: Paint
  readonly width: number
}

function headOf({ status, rates, paint, width }: Head): readonly string[] {
  const { flow, state, urls, started, change } = status
  const { rate, failed, p50, p99, ...queue } = rates.flow
  const uptime = `up ${toAge(Math.max(0, Date.parse(rates.time) - Date.parse(started)))}`
  const about = [`${flow} ${state}`, ...urls, uptime, ...(change ? [`${change.type} ${change.pod}`] : [])]
    .map(printable)
    .join('  ')
  const [name, rest] = [cut(about, width).slice(0, flow.length), cut(about, width).slice(flow.length)]
  const answers = `${toRate(rate)}/s answered  ${toRate(failed)}/s failed  p50 ${toTime(p50)}  p99 ${toTime(p99)}`
  const numbers = `${answers}  ${withCommas(queue.inFlight)} in flight  ${withCommas(queue.waiting)} waiting`
  return [`${paint.bold(name)}${state === 'ready' ? rest : paint.red(rest)}`, cut(numbers, width)]
}

function toTime(ms: number | null): string {
  return ms === null ? '-' : toMilliseconds(ms)
}

function same(text: string): string {
  return text
}
