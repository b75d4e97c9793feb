import type { FlowPlan } from '@peaflow/core'
import type { GlobalOptions } from '../commands/globals.ts'
import type { PlanOptions } from '../commands/plan.ts'
import { loadPlan } from '../flow-file/load.ts'
import { openWriter } from '../output/writer.ts'
import { toMermaid } from './mermaid.ts'
import { toSvg } from './svg/svg.ts'
import { toText } from './text.ts'

const WRITERS = {
  text: toText,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  mermaid: toMermaid,
  svg: toSvg,
} as const satisfies Record<string, (plan: FlowPlan) => string | Promise<string>>

/** Prints the plan of a flow file. */
export async function printPlan(file: string, options: PlanOptions, globals: GlobalOptions): Promise<void> {
  const { format = globals.json ? 'json' : 'text', optimize, output } = options
  const { plan } = await loadPlan(file, { globals, optimize })
  const text = await WRITERS[format](plan)
  const writer = await openWriter(output)
  await writer.write(text)
  await writer.end()
}
