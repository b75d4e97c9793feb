import type { Gateway, PeaStatus } from '@peaflow/pea'
import { defer, within } from '../async/deferred.ts'
import type { Member, PeaPhase } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** How a running Flow is doing. */
export interface FlowStatus {
  readonly flow: string
  /** Requests that were sent and are not answered. */
  readonly inFlight: number
  readonly peas: readonly FlowPeaStatus[]
}

/** How one of its Peas is doing. */
export interface FlowPeaStatus {
  readonly id: string
  readonly pod: string
  readonly phase: PeaPhase
  /** Counts its launches, from 1. */
  readonly incarnation: number
  /** What it says itself; nothing if it does not answer, because it starts or computes. */
  readonly report?: PeaStatus | undefined
}

/** Milliseconds that a Pea may take to say how it is. */
const PATIENCE = 500

/** What a Flow is asked. */
export interface StatusParts {
  readonly supervisor: Supervisor
  readonly gateway: Pick<Gateway, 'inFlight'>
}

/** Asks every Pea how it is. */
export async function askStatus({ supervisor, gateway }: StatusParts): Promise<FlowStatus> {
  const members = [...supervisor.members.values()].filter(({ plan }) => plan.role !== 'gateway')
  const peas = members.map(async (member): Promise<FlowPeaStatus> => {
    const report = await askPea(supervisor, member)
    const { id, phase, incarnation, plan } = member
    return { id, pod: plan.pod, phase, incarnation, report }
  })
  return { flow: supervisor.plan.flow, inFlight: gateway.inFlight, peas: await Promise.all(peas) }
}

/** What a Pea says of itself; nothing if it does not answer soon. */
export async function askPea(supervisor: Supervisor, member: Member): Promise<PeaStatus | undefined> {
  if (!member.isRunning) return undefined
  member.status ??= defer()
  const { promise } = member.status
  supervisor.tell(member, { type: 'ping' })
  let report: PeaStatus | undefined
  const heard = promise.then((status) => {
    report = status
  })
  await within(heard, PATIENCE)
  member.status = undefined
  return report
}
