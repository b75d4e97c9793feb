import { FlowError, type FlowPlan, namesakes, type PeaPlan } from '@peaflow/core'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { unknownPod } from '../supervise/unknown-pod.ts'
import { drain, resume } from './drain.ts'
import { drainLimit, notDrained } from './drain-limit.ts'
import { leave } from './leave.ts'
import { isStopping, unlessStopping } from './stopping.ts'

/** A Pod that is to get new Peas. */
export interface RestartOptions {
  readonly supervisor: Supervisor
  readonly gateway: SupervisedPea
  readonly pod: string
  /** Gives up: the Flow is being stopped. */
  readonly signal: AbortSignal
}

/**
 * Gives a Pod new Peas, one after another: its replicas, then its head and its tail. Each finishes what it has, while its
 * senders give what is new to the others, or keep it where there are no others. For one that joins, the gateway holds
 * everything until the Flow is drained: it could not finish a request of which a sender keeps a message.
 *
 * @throws FlowError what {@link checkRestart} throws, `LAUNCH_…` if a new Pea ends before it is ready, `LAUNCH_NOT_DRAINED`
 * if requests take too long on their way to a Pea that joins, `LAUNCH_STOPPING` if the signal aborts.
 */
export async function restartPod(options: RestartOptions): Promise<void> {
  const { supervisor, pod, signal } = options
  checkRestart(supervisor.plan, pod)
  const peas = peasOf(supervisor.plan, pod).toSorted(replicasFirst)
  for (const { id } of peas) {
    if (signal.aborted) throw isStopping()
    const pea = supervisor.peas.get(id)
    if (pea !== undefined) await restartPea(options, pea)
  }
}

/**
 * Checks that a Pod can be restarted.
 *
 * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, or `TOPOLOGY_RESTART` for the gateway and external Pods.
 */
export function checkRestart(plan: FlowPlan, pod: string): void {
  const own = peasOf(plan, pod)
  if (own.length === 0) throw unknownPod(pod, plan.peas)
  if (own.some(({ role }) => role === 'gateway')) {
    throw new FlowError('TOPOLOGY_RESTART', 'the gateway is part of this program and cannot be restarted', {
      hint: 'Restart the Flow',
    })
  }
  if (plan.pods.some(({ name, joined }) => name === pod && joined !== undefined)) {
    throw new FlowError(
      'TOPOLOGY_RESTART',
      `the replicas of "${pod}" come by peaflow join: the Flow did not start them`,
      {
        hint: `Restart them where they run: kubectl rollout restart deployment ${pod}, or end each and start it again`,
      },
    )
  }
  if (own.some(({ external }) => external)) {
    throw new FlowError('TOPOLOGY_RESTART', `"${pod}" is external: Peaflow did not start it and cannot restart it`, {
      hint: 'Restart it where it runs; the Flow goes on as soon as it is back',
    })
  }
}

async function restartPea(options: RestartOptions, pea: SupervisedPea): Promise<void> {
  // One that is not ready is on its way to a new life already; one that was lost, or is lost meanwhile, gets another.
  if (pea.state.phase !== 'ready') pea.revive()
  else if (pea.plan.expects === 1) await replace(options, pea)
  else await replaceDrained(options, pea)
  if (pea.state.phase === 'lost') pea.revive()
  await unlessStopping(pea.untilReady(), options.signal)
}

async function replaceDrained(options: RestartOptions, pea: SupervisedPea): Promise<void> {
  const { supervisor, gateway, signal } = options
  try {
    if (await drain({ supervisor, gateway, signal: drainLimit(supervisor, signal) })) await replace(options, pea)
    else throw signal.aborted ? isStopping() : notDrained(supervisor)
  } finally {
    resume(supervisor, gateway)
  }
}

async function replace({ supervisor, signal }: RestartOptions, pea: SupervisedPea): Promise<void> {
  const { incarnation } = pea.state
  await leave({ supervisor, pea, leaves: 'to-return', signal })
  if (pea.state.incarnation !== incarnation) return // it died meanwhile
  if (!signal.aborted) {
    pea.apply({ type: 'replace' })
    return
  }
  // It works on what its senders kept, so that the stop can complete.
  pea.apply({ type: 'leave', leaves: undefined })
  throw isStopping()
}

function replicasFirst(one: PeaPlan, other: PeaPlan): number {
  return Number(one.role !== 'replica') - Number(other.role !== 'replica')
}

/** The Peas of a Pod, which are those of its group if it has one. */
function peasOf(plan: FlowPlan, pod: string): readonly PeaPlan[] {
  const first = namesakes(plan).get(pod) ?? pod
  return plan.peas.filter((pea) => pea.pod === first)
}
