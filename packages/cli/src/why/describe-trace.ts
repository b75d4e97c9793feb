import type { Trace } from '@peaflow/serve'
import { toMilliseconds } from '../terminal/amount.ts'
import { toClock } from '../terminal/clock.ts'
import { count } from '../terminal/count.ts'
import { printable } from '../terminal/printable.ts'
import { layOut, type Needing } from './lay-out.ts'
import { type DrawOptions, drawWaterfall } from './waterfall.ts'

/** How a request is described. */
export interface DescribeTraceOptions extends DrawOptions {
  /** The Pods of the plan. */
  readonly pods: readonly Needing[]
}

/** Where the time of a request went, in words and bars. */
export function describeTrace(trace: Trace, { pods, ...draw }: DescribeTraceOptions): string {
  const { id, endpoint, protocol, started, ms, documents, code } = trace
  const took = `${toMilliseconds(ms)}, at ${toClock(new Date(started))}, by ${protocol}`
  const answer = code === undefined ? `, ${count(documents, 'document')} in the answer` : ''
  const head = `${draw.paint.bold(printable(id))}  ${printable(endpoint)}  ${took}${answer}`
  const traceparent =
    trace.traceparent === undefined ? [] : [draw.paint.dim(`traceparent ${printable(trace.traceparent)}`)]
  const spans = layOut(trace.spans, pods)
  return `${[head, ...traceparent, ...failureOf(trace, draw), '', drawWaterfall({ spans, rest: trace.rest, ms }, draw)].join('\n')}`
}

function failureOf({ code, message = 'failed', pod, pea }: Trace, { paint }: DrawOptions): readonly string[] {
  if (code === undefined) return []
  const where = pea ?? pod
  return [
    `${paint.red('failed')}${where === undefined ? '' : ` in ${printable(where)}`}: ${printable(message)} [${printable(code)}]`,
  ]
}
