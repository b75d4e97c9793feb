import type { Gateway } from '@peaflow/pea/internal'
import { isRunning, type PeaPhase, phaseOf } from '../supervise/state.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { FlowStatistics } from './flow-statistics.ts'
import type { StatisticsTable } from './statistics-table.ts'

/** What the statistics of a Flow are made of. */
export interface StatisticsSources {
  readonly statistics: Pick<StatisticsTable, 'read'>
  readonly supervisor: Supervisor
  readonly gateway: Pick<Gateway, 'statistics'>
}

const NO_REPLICAS: Readonly<Record<PeaPhase, number>> = {
  launching: 0,
  starting: 0,
  ready: 0,
  leaving: 0,
  pausing: 0,
  degraded: 0,
  ended: 0,
  lost: 0,
}

/** What a Flow has done, as far as its Peas have reported. */
export function readStatistics({ statistics, supervisor, gateway }: StatisticsSources): FlowStatistics {
  const { flow, peas } = supervisor.plan
  const replicas = peas.filter(({ role }) => role === 'replica')
  const known = { gateway: gateway.statistics() }
  const reports = statistics.read({
    ...known,
    pods: new Map(replicas.map((pea) => [pea.pod, pea.stages?.map(({ pod }) => pod)])),
    isRunning: (id, incarnation) => {
      const pea = supervisor.find(id, incarnation)
      return pea !== undefined && isRunning(pea.state)
    },
  })
  const own = (pod: string) => ({ replicas: replicasOf(supervisor, pod), restarts: supervisor.restarts.of(pod) })
  return { flow, ...known, pods: reports.map((report) => ({ ...report, ...own(report.pod) })) }
}

function replicasOf({ peas }: Supervisor, pod: string): Readonly<Record<PeaPhase, number>> {
  const counts = { ...NO_REPLICAS }
  for (const { plan, state } of peas.values())
    if (plan.pod === pod && plan.role === 'replica') counts[phaseOf(state)] += 1
  return counts
}
