import type { FlowPlan } from '@peaflow/core'
import { openWriter } from '../output/writer.ts'
import { toMermaid } from '../picture/mermaid.ts'
import { toText } from '../picture/text.ts'
import { toSvg } from '../svg/svg.ts'

/** How a plan is written in each format. */
export const FORMATTERS = {
  text: toText,
  json: toJson,
  mermaid: toMermaid,
  svg: toSvg,
} as const satisfies Record<string, (plan: FlowPlan) => string | Promise<string>>

/** Data as JSON. */
export function toJson(data: object): string {
  return `${JSON.stringify(data, null, 2)}\n`
}

/**
 * Writes sections to a file, or to stdout for `-`, with an empty line between them.
 *
 * @throws FlowError `CONFIG_OUTPUT` if the file cannot be written.
 */
export async function writeSections(output: string, sections: readonly string[]): Promise<void> {
  const writer = await openWriter(output)
  await writer.write(sections.join('\n'))
  await writer.end()
}
