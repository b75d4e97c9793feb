import type { FlowPlan } from '@peaflow/core'
import type { GlobalOptions } from '../options/globals.ts'
import { openWriter } from '../output/writer.ts'
import { toMermaid } from '../picture/mermaid.ts'
import { toText } from '../picture/text.ts'
import { loadReported } from '../screen/load-reported.ts'
import { toSvg } from '../svg/svg.ts'
import type { PlanOptions } from './options.ts'
import { describePrograms } from './programs.ts'

const WRITERS = {
  text: toText,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  mermaid: toMermaid,
  svg: toSvg,
} as const satisfies Record<string, (plan: FlowPlan) => string | Promise<string>>

/** Prints the plan of a flow file. */
export async function printPlan(file: string, options: PlanOptions, globals: GlobalOptions): Promise<void> {
  const { format = globals.json ? 'json' : 'text', optimize, join, output } = options
  const { plan, directory } = await loadReported(file, { globals, optimize, join })
  const programs = format === 'text' ? await describePrograms(plan, directory) : []
  const text = await WRITERS[format](plan)
  const writer = await openWriter(output)
  await writer.write(text)
  if (programs.length > 0) await writer.write(`\n${programs.join('\n')}\n`)
  await writer.end()
}
