import type { RunningFlow } from 'peaflow'
import type { GraphSketch } from '../graph.ts'
import type { JoinedReplicas } from '../joined-replicas.ts'
import type { Random } from '../random.ts'

/** What a fault can reach. */
export interface Target {
  readonly running: RunningFlow
  readonly graph: GraphSketch
  /** The replicas that join, if some do. */
  readonly joined: Pick<JoinedReplicas, 'pids'> | undefined
  readonly random: Random
  /** Notes what was done, in words. */
  readonly note: (what: string) => void
}

/** Does harm to a Flow. Resolves once it is done; what it does to the Flow may go on. */
export type Fault = (target: Target) => void | Promise<void>
