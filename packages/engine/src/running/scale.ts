import { FlowError, type FlowPlan } from '@peaflow/core'
import { differ, keepsLinks } from '../plan/difference.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { drainLimit, notDrained } from './drain-limit.ts'
import { leave } from './leave.ts'
import { type PauseOptions, pauseAndAdopt } from './pause.ts'
import { isStopping, unlessStopping } from './stopping.ts'

/** A running Flow and the plan that it is to have. */
export interface ReplanOptions {
  readonly supervisor: Supervisor
  readonly gateway: SupervisedPea
  /** The Pod whose number of replicas differs. */
  readonly pod: string
  readonly after: FlowPlan
  /** Gives up: the Flow is being stopped. */
  readonly signal: AbortSignal
}

/**
 * Takes a running Flow to another plan. Where the Peas of both plans keep their links, nothing is held: new Peas get their
 * share once they are ready, and those that are left over finish what they have. Otherwise messages are held while the
 * links change. If a new Pea cannot be launched, the Flow goes on as before.
 *
 * @throws FlowError `LAUNCH_…` if a new Pea cannot be launched, `LAUNCH_NOT_DRAINED` if requests take too long,
 * `LAUNCH_STOPPING` if the signal aborts.
 */
export async function applyPlan(options: ReplanOptions): Promise<void> {
  const { supervisor, after, signal } = options
  const before = supervisor.planned
  const { added, removed } = differ({ before, after })
  const leftOver = removed.flatMap((id) => supervisor.peas.get(id) ?? [])
  const isSmooth = keepsLinks({ before, after })
  if (isSmooth) {
    await letLeave(options, leftOver)
    if (signal.aborted) throw isStopping()
  }
  const launched = after.peas.filter(({ id }) => added.includes(id)).map((pea) => supervisor.launch(pea))
  await adoptWith(options, { launched, isSmooth })
  await supervisor.stop(leftOver)
}

interface Adoption {
  readonly launched: readonly SupervisedPea[]
  readonly isSmooth: boolean
}

/** Goes over to the plan with the Peas that were launched for it, or goes back. */
async function adoptWith(options: ReplanOptions, { launched, isSmooth }: Adoption): Promise<void> {
  const { supervisor, after, signal } = options
  const before = supervisor.planned
  try {
    await unlessStopping(Promise.all(launched.map(({ bound }) => bound.promise)), signal)
    const replaced = isSmooth ? supervisor.adopt(after) : await adoptPaused({ ...options, before, after })
    await unlessStopping(Promise.all([...launched, ...replaced].map(({ ready }) => ready)), signal)
  } catch (error) {
    if (supervisor.planned === after) {
      // A Flow that is being stopped drains all of its Peas, the new ones too.
      if (signal.aborted) throw error
      await goBack(options, { launched, isSmooth, before })
    }
    await supervisor.stop(launched, { grace: 0 })
    throw error
  }
}

async function goBack(
  options: ReplanOptions,
  { launched, isSmooth, before }: Adoption & { readonly before: FlowPlan },
) {
  const { supervisor, after } = options
  if (isSmooth) await letLeave(options, launched)
  else await pauseAndAdopt({ ...options, before: after, after: before, signal: drainLimit(supervisor, options.signal) })
  supervisor.adopt(before)
}

/** Lets Peas finish what they have, while the others get what is new. */
async function letLeave({ supervisor, signal }: ReplanOptions, peas: readonly SupervisedPea[]): Promise<void> {
  await Promise.all(peas.map((pea) => leave({ supervisor, pea, leaves: 'for-good', signal })))
}

async function adoptPaused(options: PauseOptions): Promise<readonly SupervisedPea[]> {
  const { supervisor, signal } = options
  const replaced = await pauseAndAdopt({ ...options, signal: drainLimit(supervisor, signal) })
  if (replaced !== undefined) return replaced
  throw signal.aborted ? isStopping() : notDrained(supervisor)
}

/** How many replicas a plan gives a Pod. */
export function countReplicas({ peas }: FlowPlan, pod: string): number {
  return peas.filter((pea) => pea.pod === pod && pea.role === 'replica').length
}

/** What `scale` throws for a Flow that was started without a function that plans. */
export function noReplan(): FlowError {
  return new FlowError('LAUNCH_NO_REPLAN', 'the Flow was started without a function that plans other replicas', {
    hint: 'Start it with scalePlan of @peaflow/flow: startFlow(plan, { launchers, replan: scalePlan })',
  })
}
