import { NO_RESTARTS, type PeaExit, type PeaPlan } from '@peaflow/core'
import { launchWire } from '../plan/wire.ts'
import { type Ended, knownOf, type Pausing, type Starting } from './state.ts'

/** What precedes the first launch of a Pea. */
export interface Precedent {
  /**
   * The last incarnation of an earlier Pea with its id.
   *
   * @defaultValue 0: there was none
   */
  readonly incarnation?: number | undefined
  /**
   * Whether it comes by itself, and its place is kept.
   *
   * @defaultValue false
   */
  readonly isAwaited?: boolean | undefined
}

/** The state of a Pea before its first launch. */
export function unlaunched(
  plan: PeaPlan,
  firstStarts: number,
  { incarnation = 0, isAwaited = false }: Precedent = {},
): Ended | Pausing {
  const past = { incarnation, restarts: NO_RESTARTS, failures: 0, pastEnd: undefined }
  const known = {
    plan,
    firstStarts,
    ...past,
    isStopping: false,
    leaves: undefined,
    isAwaited,
    wasReady: false,
    finalError: undefined,
    killReason: undefined,
  }
  return isAwaited ? { ...known, phase: 'pausing', exit: NEVER_THERE } : { ...known, phase: 'ended', exit: undefined }
}

/** How a Pea "ended" that has yet to come for the first time. */
const NEVER_THERE: PeaExit = { code: null, signal: null, reason: 'it has not joined yet', lastLines: [] }

/** The state of a Pea that runs in this process already. It reports its ports like any other. */
export function inProcess(plan: PeaPlan, now: number): Starting {
  const begun = { wire: launchWire(plan), isWired: false, reach: {}, open: undefined, incarnation: 1 }
  return { ...knownOf(unlaunched(plan, 1)), ...begun, phase: 'starting', readyBy: now + plan.timeoutReady }
}
