import { FlowError, type FlowPlan } from '@peaflow/core'
import { differ } from '../plan/difference.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { drain, resume } from './drain.ts'
import { askPea } from './status.ts'
import { isStopping, unlessStopping } from './stopping.ts'

/** Milliseconds that draining may take beyond the time limit of a request. */
const DRAIN_MARGIN = 5_000

/** A running Flow and the plan that it is to have. */
export interface ReplanOptions {
  readonly supervisor: Supervisor
  readonly gateway: SupervisedPea
  readonly after: FlowPlan
  /** Gives up and goes back to the plan before. */
  readonly signal: AbortSignal
}

/**
 * Takes a running Flow to another plan: launches the Peas that are new, pauses and drains the Flow, links its Peas
 * again, resumes it, and stops the Peas that are left over. If that fails, the Flow goes on as before.
 *
 * @throws FlowError `LAUNCH_…` if a new Pea cannot be launched, `LAUNCH_NOT_DRAINED` if requests take too long,
 * `LAUNCH_STOPPING` if the signal aborts.
 */
export async function applyPlan(options: ReplanOptions): Promise<void> {
  const { supervisor, gateway, after, signal } = options
  const before = supervisor.plan
  const { added, removed } = differ({ before, after })
  const launched = after.peas.filter(({ id }) => added.includes(id)).map((pea) => supervisor.launch(pea))
  try {
    await unlessStopping(Promise.all(launched.map(({ bound }) => bound.promise)), signal)
    await drainInTime(options)
    await relink(options, launched)
  } catch (error) {
    supervisor.adopt(before)
    resume(supervisor, gateway)
    await supervisor.stop(launched, { grace: 0 })
    throw error
  }
  resume(supervisor, gateway)
  await supervisor.stop(removed.flatMap((id) => supervisor.peas.get(id) ?? []))
}

async function drainInTime({ supervisor, gateway, signal }: ReplanOptions): Promise<void> {
  const limit = supervisor.plan.options.timeoutRequest + DRAIN_MARGIN
  const isDrained = await drain({ supervisor, gateway, signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]) })
  if (isDrained) return
  if (signal.aborted) throw isStopping()
  throw new FlowError('LAUNCH_NOT_DRAINED', `requests are still in flight after ${limit / 1_000} s`, {
    hint: 'The Flow goes on as it was; scale it again when less is in flight',
  })
}

/** Goes over to the other plan while no request is in flight, and waits until every Pea has taken that in. */
async function relink({ supervisor, after, signal }: ReplanOptions, launched: readonly SupervisedPea[]): Promise<void> {
  const { rewired } = differ({ before: supervisor.plan, after })
  const replaced = supervisor.adopt(after)
  await unlessStopping(Promise.all([...launched, ...replaced].map(({ ready }) => ready)), signal)
  const wired = rewired.flatMap((id) => supervisor.peas.get(id) ?? [])
  // A Pea handles its messages in order: when it answers, it has taken in the sockets that it was sent before.
  await Promise.all(wired.map((pea) => askPea(supervisor, pea)))
}
