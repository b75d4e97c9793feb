import type { FlowProblem } from '@peaflow/flow'
import { type LoadedFile, type LoadOptions, loadPlan } from '../flow-file/load.ts'
import { fromProblem } from '../report/diagnosis.ts'
import { type ReportStyle, report } from '../report/fail.ts'

/** How a flow file is loaded and its warnings are reported. */
export interface LoadReportedOptions extends Pick<LoadOptions, 'optimize' | 'join'> {
  readonly globals: ReportStyle
}

/**
 * Reads a flow file, reports its warnings on stderr, and builds it.
 *
 * @throws FlowError with all mistakes of the file, or the reason why it cannot be built.
 */
export async function loadReported(file: string, { globals, ...build }: LoadReportedOptions): Promise<LoadedFile> {
  return await loadPlan(file, { ...build, onWarnings: (warnings) => reportWarnings(warnings, globals) })
}

/** Reports the warnings of a flow file on stderr. */
export function reportWarnings(warnings: readonly FlowProblem[], style: ReportStyle): void {
  report(
    warnings.map((warning) => fromProblem(warning, 'warning')),
    style,
  )
}
