import type { RestartPolicy } from './options.ts'

/** What is remembered of the restarts of a Pea. */
export interface Restarts {
  /** How often it was started again, in all. */
  readonly count: number
  /** How often without 60 s of health in between. */
  readonly streak: number
  /** When, in milliseconds, oldest first: as far back as its policy counts. */
  readonly times: readonly number[]
}

/** The restarts of a Pea that was launched once. */
export const NO_RESTARTS: Restarts = { count: 0, streak: 0, times: [] }

/** Milliseconds for which a Pea has to be ready until its next restart comes at once again. */
export const HEALTHY_AFTER = 60_000

/** Milliseconds before the second restart in a row. Each further pause is twice as long. */
const FIRST_PAUSE = 100

/** Milliseconds of the longest pause. */
const LONGEST_PAUSE = 30_000

/** The end of a Pea that was not asked to end. */
export interface UnexpectedEnd {
  /** Milliseconds, on the clock of the other ends. */
  readonly now: number
  /** Milliseconds for which it had been ready. */
  readonly healthyFor: number
}

/** A restart that a policy allows. */
export interface Restart {
  readonly restarts: Restarts
  /** Milliseconds to wait before it. */
  readonly pause: number
}

/** When a Pea that ended by itself is started again; `undefined` if its policy does not allow that. */
export function nextRestart(policy: RestartPolicy, before: Restarts, end: UnexpectedEnd): Restart | undefined {
  const { now, healthyFor } = end
  const { max, window } = policy
  if (policy.policy === 'never') return undefined
  const recent = max === undefined ? [] : before.times.filter((time) => now - time < window)
  if (max !== undefined && recent.length >= max) return undefined
  const streak = healthyFor >= HEALTHY_AFTER ? 0 : before.streak
  const times = max === undefined ? [] : [...recent, now]
  return { restarts: { count: before.count + 1, streak: streak + 1, times }, pause: pauseBefore(streak) }
}

function pauseBefore(streak: number): number {
  return streak === 0 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (streak - 1))
}
