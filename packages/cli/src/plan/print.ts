import { FlowError } from '@peaflow/core'
import type { GlobalOptions } from '../options/globals.ts'
import { loadReported } from '../screen/load-reported.ts'
import { FORMATTERS, writeSections } from './formats.ts'
import type { PlanOptions } from './options.ts'
import { describePrograms } from './programs.ts'

/**
 * Prints the plan of a flow file.
 *
 * @throws FlowError all mistakes of the file, `CONFIG_COMMAND`, and what `peaflow export` refuses, after the plan.
 */
export async function printPlan(file: string, options: PlanOptions, globals: GlobalOptions): Promise<void> {
  const { format = globals.json ? 'json' : 'text', on, image, optimize, join, output } = options
  if (on !== undefined) {
    const { printPlanOn } = await import('./print-on.ts')
    return await printPlanOn(file, { platform: on, image, format, output }, globals)
  }
  if (image !== undefined) {
    throw new FlowError('CONFIG_COMMAND', '--image is that of the Flow on a platform: it needs --on', {
      hint: 'Add --on kubernetes, or leave --image out',
    })
  }
  const { plan, directory } = await loadReported(file, { globals, optimize, join })
  const programs = format === 'text' ? await describePrograms(plan, directory) : []
  const text = await FORMATTERS[format](plan)
  await writeSections(output, [text, ...(programs.length === 0 ? [] : [`${programs.join('\n')}\n`])])
}
