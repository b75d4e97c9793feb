import type { Flow } from '@peaflow/flow'
import {
  type Comparison,
  type Difference,
  type ExportProblem,
  findDifferences,
  findProblems,
  type Platform,
} from '@peaflow/manifests'
import { containFlow } from '../export/contain-flow.ts'
import { type OpenedExport, openExport } from '../export/open-export.ts'
import { exposedVariables } from '../export/secret-env.ts'
import { type ReportStyle, report } from '../report/fail.ts'

/** A Flow as it would run on a platform. */
export interface PlanOn extends Comparison {
  readonly differences: readonly Difference[]
  /** Why `peaflow export` refuses the Flow. */
  readonly problems: readonly ExportProblem[]
}

/** Where a Flow would run. */
export interface PlanOnOptions {
  readonly platform: Platform
  /** The image of the Flow. */
  readonly image: string
  readonly style: ReportStyle
}

/**
 * Plans a Flow as it would run on a platform. It asks no Engine and no cluster, and needs no key.
 *
 * @throws FlowError all mistakes of the file, and what a build throws.
 */
export async function planOn(file: string, { platform, image, style }: PlanOnOptions): Promise<PlanOn> {
  const opened = await openExport(file, style)
  report(exposedVariables(opened.flow, opened.sources), style)
  return planFlow(opened, { platform, image })
}

/**
 * Plans a Flow that was read as it would run on a platform.
 *
 * @throws FlowError what a build throws.
 */
export function planFlow(
  { flow, sources, envFiles }: Omit<OpenedExport, 'directory'>,
  { platform, image }: Omit<PlanOnOptions, 'style'>,
): PlanOn {
  const { exported, plan } = containFlow({ flow, sources, envFiles, platform, image, commands: {}, run: false })
  const comparison = { platform, exported, there: plan, written: writtenOptions(flow) }
  return { ...comparison, differences: findDifferences(comparison), problems: findProblems(exported, platform) }
}

/** A Pod has the options of its Flow that it does not have itself, but for a runtime, which is that of Pods without an image. */
function writtenOptions({ options, pods }: Flow): Comparison['written'] {
  const flow = namesOf(options)
  const shared = flow.filter((option) => option !== 'runtime')
  return {
    flow,
    pods: Object.fromEntries(pods.map((pod) => [pod.name, [...new Set([...namesOf(pod.options), ...shared])]])),
  }
}

function namesOf(options: object): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : name))
}
