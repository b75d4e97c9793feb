import { toSafeJson } from '@peaflow/pea/json'
import type { Trace, TraceSummary } from '@peaflow/serve'
import type { FlowOption } from '../flows/flow-option.ts'
import { type OperatedFlow, operate } from '../flows/operate.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { paintFor } from '../terminal/color.ts'
import { printable } from '../terminal/printable.ts'
import { describeTrace } from './describe-trace.ts'
import type { Needing } from './lay-out.ts'
import { listTraces } from './list-traces.ts'

/** The options of `peaflow why`. */
export interface WhyOptions extends FlowOption {
  readonly failed: boolean
  /** Whether to list ids alone. */
  readonly quiet: boolean
  /** A duration. */
  readonly slower?: string | undefined
}

/** How many traces are asked for, at most all that are kept. */
const MOST_TRACES = 1_000

/** Prints where the time of a request went, or which requests were slow or failed of late. Returns the exit code. */
export async function why(id: string | undefined, options: WhyOptions, { json }: GlobalOptions): Promise<number> {
  return await operate(options, {
    act: async (flow) => {
      const answer = id === undefined ? await askList(flow, options) : await askTrace(flow, id)
      process.stdout.write(json ? `${toSafeJson(answer.data)}\n` : answer.text())
    },
  })
}

/** What to print, in both forms. */
interface Answer {
  readonly data: unknown
  readonly text: () => string
}

async function askTrace(flow: OperatedFlow, id: string): Promise<Answer> {
  const trace = await flow.ask<Trace>({ path: `/-/traces/${encodeURIComponent(id)}` })
  const { pods } = await flow.ask<{ readonly pods: readonly Needing[] }>({ path: '/-/plan' })
  const columns = process.stdout.isTTY ? process.stdout.columns : 80
  return { data: trace, text: () => describeTrace(trace, { pods, columns, paint: paintFor(process.stdout) }) }
}

async function askList(flow: OperatedFlow, { failed, slower, quiet }: WhyOptions): Promise<Answer> {
  const query = new URLSearchParams({ limit: String(MOST_TRACES) })
  if (failed) query.set('failed', '1')
  if (slower !== undefined) query.set('slower', slower)
  const traces = await flow.ask<readonly TraceSummary[]>({ path: `/-/traces?${query}` })
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined
  const list = () => listTraces(traces, { paint: paintFor(process.stdout), columns })
  return { data: traces, text: quiet ? () => traces.map(({ id }) => `${printable(id)}\n`).join('') : list }
}
