import type { PeaPlan, PeaRole } from '@peaflow/core'
import type { GatewayStatistics } from '@peaflow/pea/internal'
import type { PeaStatistics } from '@peaflow/protocol'
import type { PodStatistics } from './flow-statistics.ts'
import { addTotals, NOTHING, type Totals, totalsOf } from './merge.ts'
import { isNeverLess } from './never-less.ts'

/** A Pea that reports its statistics. */
export interface ReportingPea {
  readonly plan: Pick<PeaPlan, 'id' | 'pod' | 'role'>
  readonly incarnation: number
}

interface Life extends ReportingPea {
  readonly statistics: PeaStatistics
}

/** What a Pod has done, as its Peas have reported. */
export type PodReport = Omit<PodStatistics, 'replicas' | 'restarts'>

/** Which Pods a Flow has, and which of its Peas run. */
export interface TableSources {
  /** The names of its Pods; of a group only the first, with the names of all. */
  readonly pods: ReadonlyMap<string, readonly string[] | undefined>
  readonly gateway: GatewayStatistics
  /** Whether this life of a Pea has not ended: what it does now counts. */
  readonly isRunning: (pea: string, incarnation: number) => boolean
}

const ROLES = ['head', 'replica', 'tail'] as const satisfies readonly PeaRole[]

/** What the Peas of a Flow have reported, over all of their lives. */
export class StatisticsTable {
  /** The last report of each Pea. */
  readonly #reports = new Map<string, Life>()
  /** What earlier lives have done, by Pod and role. */
  readonly #past = new Map<string, Totals>()

  /** Takes a report. Returns `false`, and drops it, if a counter of it is lower than in the one before. */
  add({ plan, incarnation }: ReportingPea, statistics: PeaStatistics): boolean {
    const before = this.#reports.get(plan.id)
    if (before?.incarnation === incarnation && !isNeverLess(before.statistics, statistics)) return false
    if (before !== undefined && before.incarnation !== incarnation) this.#end(before)
    const { id, pod, role } = plan
    this.#reports.set(id, { plan: { id, pod, role }, incarnation, statistics })
    return true
  }

  /** All of it, by Pod. */
  read({ pods, gateway, isRunning }: TableSources): readonly PodReport[] {
    const running = [...this.#reports.values()].filter(({ plan, incarnation }) => isRunning(plan.id, incarnation))
    return [...pods].map(([pod, group]) => ({
      pod,
      ...(group !== undefined && { pods: group }),
      ...this.#readPod(pod, running, gateway),
    }))
  }

  #readPod(pod: string, running: readonly Life[], gateway: GatewayStatistics): Omit<PodReport, 'pod' | 'pods'> {
    const ofPod = running.filter(({ plan }) => plan.pod === pod)
    const replicas = ofPod.filter(({ plan }) => plan.role === 'replica')
    const queues = [gateway, ...running.map(({ statistics }) => statistics)].flatMap(({ queued }) => queued)
    const queued = queues.filter(({ to }) => to === pod).map(({ messages }) => messages)
    const [before, own, after] = ROLES.map((role) => this.#totals(pod, role)) as [Totals, Totals, Totals]
    return {
      ...own,
      cpu: before.cpu + own.cpu + after.cpu,
      backlog: sum([...queued, ...replicas.map(({ statistics }) => statistics.backlog)]),
      running: sum(replicas.map(({ statistics }) => statistics.running)),
      before: before.endpoints,
      after: after.endpoints,
      processes: ofPod.flatMap(({ plan, statistics }) =>
        statistics.process === undefined ? [] : [{ pea: plan.id, ...statistics.process }],
      ),
    }
  }

  #totals(pod: string, role: PeaRole): Totals {
    const reports = [...this.#reports.values()].filter(({ plan }) => plan.pod === pod && plan.role === role)
    return reports.reduce(
      (totals, { statistics }) => addTotals(totals, totalsOf(statistics)),
      this.#past.get(keyOf({ pod, role })) ?? NOTHING,
    )
  }

  #end({ plan, statistics }: Life): void {
    const key = keyOf(plan)
    this.#past.set(key, addTotals(this.#past.get(key) ?? NOTHING, totalsOf(statistics)))
  }
}

function keyOf({ pod, role }: Pick<PeaPlan, 'pod' | 'role'>): string {
  return `${pod} ${role}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
