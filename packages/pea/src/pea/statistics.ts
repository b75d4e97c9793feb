import type { PeaStatistics } from '@peaflow/protocol'
import { processUsage } from '../statistics/process-usage.ts'
import type { DataPlane } from './data-plane.ts'
import type { OpenPeaOptions } from './pea-options.ts'
import type { Work } from './work.ts'

/** What a Pea has done since it started, and does now. */
export function readStatistics(
  { counters, dropped, edges }: Pick<DataPlane, 'counters' | 'dropped' | 'edges'>,
  { backlog, running }: Pick<Work, 'backlog' | 'running'>,
  { ownsProcess = false }: Pick<OpenPeaOptions, 'ownsProcess'> = {},
): PeaStatistics {
  return {
    ...counters.snapshot(),
    dropped,
    backlog,
    running,
    queued: edges.queued,
    ...(ownsProcess && { process: processUsage() }),
  }
}
