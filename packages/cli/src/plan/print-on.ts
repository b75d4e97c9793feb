import { namePlan, PLATFORM_NAMES, type Platform, throwProblems } from '@peaflow/manifests'
import { PEA_IMAGE } from '../export/pea-image.ts'
import type { ReportStyle } from '../report/fail.ts'
import { toTable } from '../terminal/table.ts'
import { FORMATTERS, toJson, writeSections } from './formats.ts'
import type { PlanOptions } from './options.ts'
import { type PlanOn, planOn } from './plan-on.ts'

/** How the plan of a Flow on a platform is printed. */
export interface PrintOnOptions extends Pick<PlanOptions, 'image' | 'output'> {
  readonly platform: Platform
  readonly format: keyof typeof FORMATTERS
}

/**
 * Prints the plan of a flow file as it would run on a platform, and what is not as on this machine.
 *
 * @throws FlowError all mistakes of the file, and what `peaflow export` refuses, after the plan.
 */
export async function printPlanOn(file: string, options: PrintOnOptions, style: ReportStyle): Promise<void> {
  const { platform, image = PEA_IMAGE, format, output } = options
  const planned = await planOn(file, { platform, image, style })
  const { there, differences, problems } = planned
  if (format === 'json') await writeSections(output, [toJson({ ...there, on: platform, differences, problems })])
  else {
    const plan = await FORMATTERS[format](namePlan(planned))
    await writeSections(output, format === 'text' ? [plan, describeDifferences(planned)] : [plan])
  }
  throwProblems(problems)
}

function describeDifferences({ platform, differences }: PlanOn): string {
  const rows = differences.map(({ subject, there }) => [subject, there])
  return `${toTable([['WHAT DIFFERS', `ON ${PLATFORM_NAMES[platform].toUpperCase()}`], ...rows])}\n`
}
