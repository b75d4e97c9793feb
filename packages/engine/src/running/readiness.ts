import { phaseOf } from '../supervise/state.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** The requests that a Flow has, as its gateway counts them. */
export interface FlowLoad {
  /** Requests that were sent and are not answered. */
  readonly inFlight: number
  /** Requests, and streams of them, that wait until the Flow takes more. */
  readonly waiting: number
  /** Whether the Flow is being stopped: it takes no more of them. */
  readonly isStopping: boolean
}

/** Whether a Flow can answer requests now: known without asking its Peas. */
export interface FlowReadiness extends Pick<FlowLoad, 'inFlight' | 'waiting'> {
  /** `stopping`: it takes no more requests. `lost`: a Pod has no Pea that could answer. */
  readonly status: 'ready' | 'lost' | 'stopping'
  /** Of each Pod, how many of its replicas are ready. None counts while its head or its tail is not. */
  readonly pods: Readonly<Record<string, PodReadiness>>
}

/** How many of the replicas of a Pod are ready. */
export interface PodReadiness {
  readonly ready: number
  readonly of: number
}

/** What readiness is computed from. */
export interface ReadinessSources {
  readonly supervisor: Supervisor
  readonly load: FlowLoad
}

/** Computes whether a Flow can answer requests now. */
export function readinessOf({ supervisor, load }: ReadinessSources): FlowReadiness {
  const pods: Record<string, PodReadiness> = {}
  for (const { name, peas: ids, joined } of supervisor.plan.pods) {
    const own = ids.flatMap((id) => supervisor.peas.get(id) ?? []).filter(({ plan }) => plan.role !== 'gateway')
    const replicas = own.filter(({ plan }) => plan.role === 'replica')
    const isCut = own.some(({ plan, state }) => plan.role !== 'replica' && phaseOf(state) !== 'ready')
    const ready = isCut ? 0 : replicas.filter(({ state }) => phaseOf(state) === 'ready').length
    const count = Math.max(replicas.length, joined?.min ?? 0)
    if (count > 0) pods[name] = { ready, of: count }
  }
  const isLost = Object.values(pods).some(({ ready }) => ready === 0)
  const known = { inFlight: load.inFlight, waiting: load.waiting, pods }
  if (load.isStopping) return { status: 'stopping', ...known }
  return { status: isLost ? 'lost' : 'ready', ...known }
}
