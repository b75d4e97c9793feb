import { FlowError, type FlowPlan } from '@peaflow/core'
import { differ } from '../plan/difference.ts'
import type { Member } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { drain, resume } from './drain.ts'
import { askPea } from './status.ts'
import { isStopping, unlessStopping } from './stopping.ts'

/** A running Flow and the plan it shall have. */
export interface ReplanOptions {
  readonly supervisor: Supervisor
  readonly gateway: Member
  readonly after: FlowPlan
  /** Gives up and goes back. */
  readonly signal: AbortSignal
}

/**
 * Takes a running Flow to another plan: launches what is new, holds and drains the Flow, links its Peas anew, goes on,
 * stops what is left over. If that fails, the Flow goes on as before.
 *
 * @throws FlowError `LAUNCH_…` if a new Pea cannot be launched, `LAUNCH_NOT_DRAINED` if requests take too long.
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
  await supervisor.stop(removed.flatMap((id) => supervisor.members.get(id) ?? []))
}

async function drainInTime({ supervisor, gateway, signal }: ReplanOptions): Promise<void> {
  const limit = supervisor.plan.options.timeoutRequest + 5_000
  const isEmpty = await drain({ supervisor, gateway, signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]) })
  if (isEmpty) return
  if (signal.aborted) throw isStopping()
  throw new FlowError('LAUNCH_NOT_DRAINED', `requests that were in flight are not finished after ${limit / 1_000} s`, {
    hint: 'The Flow goes on as it was; scale again when less is in flight',
  })
}

/** Nothing is in flight, and nothing comes before everybody knows: tells them. */
async function relink({ supervisor, after, signal }: ReplanOptions, launched: readonly Member[]): Promise<void> {
  const { rewired } = differ({ before: supervisor.plan, after })
  const moved = supervisor.adopt(after)
  await unlessStopping(Promise.all([...launched, ...moved].map(({ ready }) => ready.promise)), signal)
  const told = rewired.flatMap((id) => supervisor.members.get(id) ?? [])
  // A Pea answers in order: once it has, it has done what it was told before.
  await Promise.all(told.map((member) => askPea(supervisor, member)))
}
