import type { PeaExit } from '@peaflow/core'
import type { Known } from './state.ts'

/**
 * Why a Pea was started again: it ended by itself, ran out of memory (as far as its runtime knows), a call in it ran past
 * its time limit, it showed no sign of life, or it was not ready in time.
 */
export type RestartReason = 'exit' | 'oom' | 'hung' | 'unreachable' | 'late'

/** How often Peas of a Pod were started again, by reason. */
export type RestartTotals = Readonly<Record<RestartReason, number>>

const NO_RESTARTS: RestartTotals = { exit: 0, oom: 0, hung: 0, unreachable: 0, late: 0 }

/** Why a Pea whose process ended by itself, or was ended because it got nowhere, is started again. */
export function restartReason({ killReason }: Pick<Known, 'killReason'>, { outOfMemory }: PeaExit): RestartReason {
  if (killReason === 'stuck') return 'hung'
  if (killReason === 'silent') return 'unreachable'
  if (killReason === 'late') return 'late'
  return outOfMemory === true ? 'oom' : 'exit'
}

/** Counts the restarts of all Peas that a Flow ever had, by Pod. No count gets lower, whatever becomes of the Pea. */
export class RestartCounts {
  readonly #counts = new Map<string, RestartTotals>()

  /** A Pea of this Pod is started again. */
  add(pod: string, reason: RestartReason): void {
    const before = this.of(pod)
    this.#counts.set(pod, { ...before, [reason]: before[reason] + 1 })
  }

  of(pod: string): RestartTotals {
    return this.#counts.get(pod) ?? NO_RESTARTS
  }
}
