import type { RestartPolicy } from './options.ts'

/** When a Pea was restarted: milliseconds, oldest first. */
export type Restarts = readonly number[]

/** The restarts within the window, including one at `now`; `undefined` if the policy does not allow it. */
export function allowRestart(policy: RestartPolicy, restarts: Restarts, now: number): Restarts | undefined {
  if (policy.policy === 'never') return undefined
  const recent = restarts.filter((time) => now - time < policy.window)
  return recent.length < policy.max ? [...recent, now] : undefined
}
