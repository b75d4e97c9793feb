import type { Drops, Gateway } from '@peaflow/pea/internal'
import type { PeaStatus } from '@peaflow/protocol'
import { waitFor } from '../async/wait-for.ts'
import { addressesOf } from '../plan/wire.ts'
import type { ProcessUse } from '../statistics/process-use.ts'
import { isRunning, openOf, type PeaPhase, type PeaState, phaseOf } from '../supervise/state.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** How a running Flow is doing. */
export interface FlowStatus {
  /** The name of the Flow. */
  readonly flow: string
  /** Requests that were sent and are not answered. */
  readonly inFlight: number
  /** Requests, and streams of them, that wait until the Flow takes more. */
  readonly waiting: number
  /** Messages that the Flow itself has dropped because they break the protocol, at its control socket. */
  readonly dropped: number
  /** What is being changed; `undefined` if nothing is. */
  readonly change?: FlowChange | undefined
  /** Every Pea but the gateway, in the order of their launch. */
  readonly peas: readonly FlowPeaStatus[]
}

/** A change of a running Flow that is not complete. */
export type FlowChange =
  | { readonly type: 'scaling'; readonly pod: string; readonly from: number; readonly to: number }
  | { readonly type: 'restarting'; readonly pod: string }

/** How one of its Peas is doing. */
export interface FlowPeaStatus {
  readonly id: string
  readonly pod: string
  /** The Pods of a group, if it runs one; it is named after the first of them. */
  readonly pods?: readonly string[] | undefined
  /** The name of its launcher. */
  readonly runtime: string
  /** The id of its process, if it has one of its own on this machine. */
  readonly pid?: number | undefined
  /** The id of its container. */
  readonly container?: string | undefined
  readonly phase: PeaPhase
  /** Counts its launches, from 1. */
  readonly incarnation: number
  /** How often it was started again because it had ended by itself. */
  readonly restarts: number
  /** Messages that it has dropped because they break the protocol; `null` if it does not answer. */
  readonly dropped: number | null
  /** Requests that it has received and not settled; `null` if it does not answer. */
  readonly held: number | null
  /**
   * Where it runs, for one that has joined; else where it listens for other Peas, or, if it only dials, what it dials: `unix:/path` or `tcp://host:port`, several of
   * them with a comma between; `null` if it has opened nothing.
   */
  readonly address: string | null
  /** Milliseconds since this life was launched; `undefined` if it has no process, or runs in this one. */
  readonly uptime?: number | undefined
  /** How many cores its process has kept busy lately; `undefined` until it has reported twice, or without a process of its own. */
  readonly cpu?: number | undefined
  /** Bytes of resident memory of its process; `undefined` until it has reported, or without a process of its own. */
  readonly memory?: number | undefined
  /** What it reports itself; `undefined` if it does not answer within 500 milliseconds, because it starts or computes. */
  readonly report?: PeaStatus | undefined
}

/** Milliseconds that a Pea may take to answer. */
const STATUS_TIMEOUT = 500

/** What a status is made of. */
export interface StatusSources {
  readonly supervisor: Supervisor
  readonly gateway: Pick<Gateway, 'inFlight' | 'backlog'>
  readonly drops: Pick<Drops, 'count'>
  readonly processUse: Pick<ProcessUse, 'of'>
  readonly change?: FlowChange | undefined
}

/** Asks every Pea for its status. */
export async function askStatus(sources: StatusSources): Promise<FlowStatus> {
  const { supervisor, gateway, drops, processUse, change } = sources
  const peas = [...supervisor.peas.values()].filter(({ plan }) => plan.role !== 'gateway')
  const answers = peas.map(async (pea): Promise<FlowPeaStatus> => {
    const report = await askPea(supervisor, pea)
    const use = isRunning(pea.state) ? processUse.of(pea.id, pea.state.incarnation) : undefined
    return { ...describePea(pea), ...use, dropped: report?.dropped ?? null, held: report?.held ?? null, report }
  })
  const { inFlight, backlog: waiting } = gateway
  const known = { flow: supervisor.plan.flow, inFlight, waiting, dropped: drops.count, change }
  return { ...known, peas: await Promise.all(answers) }
}

/** What is known of a Pea without asking it. */
function describePea({ id, state, process }: SupervisedPea): Omit<FlowPeaStatus, 'held' | 'dropped'> {
  const { plan, incarnation, restarts } = state
  const { handle, launchedAt } = process ?? {}
  return {
    id,
    pod: plan.pod,
    ...(plan.stages !== undefined && { pods: plan.stages.map(({ pod }) => pod) }),
    runtime: plan.runtime,
    ...(handle?.pid !== undefined && { pid: handle.pid }),
    ...(handle?.container !== undefined && { container: handle.container }),
    phase: phaseOf(state),
    incarnation,
    restarts: restarts.count,
    address: handle?.address ?? addressOf(state),
    ...(launchedAt !== undefined && { uptime: Math.round(performance.now() - launchedAt) }),
  }
}

function addressOf(state: PeaState): string | null {
  const open = openOf(state)
  return (open && addressesOf(open).join(', ')) || null
}

/** Asks a Pea for its status. Returns `undefined` if it does not answer in time. */
export async function askPea(supervisor: Supervisor, pea: SupervisedPea): Promise<PeaStatus | undefined> {
  if (!isRunning(pea.state)) return undefined
  const answer = pea.status.ask()
  supervisor.send(pea, { type: 'ping' })
  const status = await waitFor(answer, { timeout: STATUS_TIMEOUT })
  return status?.value
}
