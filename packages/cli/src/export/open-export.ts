import type { EnvFiles } from '@peaflow/flow'
import { requireEnvFiles } from '../flow-file/env-files.ts'
import { type LoadedFlow, loadFlow } from '../flow-file/load.ts'
import { readFlowFile } from '../flow-file/read.ts'
import type { ReportStyle } from '../report/fail.ts'
import { reportWarnings } from '../screen/load-reported.ts'
import type { EnvSources } from './secret-env.ts'

/** A flow file that is to be exported. */
export interface OpenedExport extends Pick<LoadedFlow, 'flow' | 'directory'> {
  readonly sources: EnvSources
  readonly envFiles: EnvFiles
}

/**
 * Reads a flow file that is to be exported, and reports its warnings on stderr.
 *
 * @throws FlowError with all mistakes of the file.
 */
export async function openExport(file: string, style: ReportStyle): Promise<OpenedExport> {
  const [{ flow, warnings, directory }, sources] = await Promise.all([loadFlow(file), readFlowFile(file)])
  reportWarnings(warnings, style)
  return { flow, directory, sources, envFiles: await requireEnvFiles(flow, directory) }
}
