import type { GatewayStatistics } from '@peaflow/pea/internal'
import type { EndpointStatistics, ProcessStatistics } from '@peaflow/protocol'
import type { RestartTotals } from '../supervise/restart-counts.ts'
import type { PeaPhase } from '../supervise/state.ts'
import type { Totals } from './merge.ts'

/** What a running Flow has done since it was started, and does now. Plain data. */
export interface FlowStatistics {
  /** The name of the Flow. */
  readonly flow: string
  /** What callers see. */
  readonly gateway: GatewayStatistics
  /** Every Pod but the gateway, in the order of the plan; the Pods of a group once, together. */
  readonly pods: readonly PodStatistics[]
}

/**
 * What a Pod has done: its replicas together, over all of their lives. What the last second of a life did is missing if the
 * process was killed.
 */
export interface PodStatistics extends Totals {
  readonly pod: string
  /** The Pods of a group, which are counted as one; it is named after the first of them. */
  readonly pods?: readonly string[] | undefined
  /** Messages that wait for a replica at their sender, and requests that wait in one for their call. */
  readonly backlog: number
  /** Calls that run now. */
  readonly running: number
  /** What the executor of its head has done (`uses_before`). */
  readonly before: readonly EndpointStatistics[]
  /** What the executor of its tail has done (`uses_after`). */
  readonly after: readonly EndpointStatistics[]
  /** Milliseconds of CPU time of the processes that its Peas have of their own, heads and tails included. */
  readonly cpu: number
  /** The Peas that have a process of their own, and what it uses. */
  readonly processes: readonly PeaProcess[]
  /** How many of its replicas are in each phase. */
  readonly replicas: Readonly<Record<PeaPhase, number>>
  /** How often its Peas were started again, by reason. */
  readonly restarts: RestartTotals
}

/** What the process of a Pea uses. */
export interface PeaProcess extends ProcessStatistics {
  /** The id of the Pea. */
  readonly pea: string
}
