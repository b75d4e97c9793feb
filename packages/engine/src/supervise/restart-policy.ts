import type { RestartPolicy } from '@peaflow/core'

/** When a Pea was started again: milliseconds, oldest first. */
export type Restarts = readonly number[]

/** The restarts including one at `now`; nothing if the policy does not allow it. */
export function takeRestart(policy: RestartPolicy, restarts: Restarts, now: number): Restarts | undefined {
  if (policy.policy === 'never') return undefined
  const recent = restarts.filter((time) => now - time < policy.window)
  return recent.length < policy.max ? [...recent, now] : undefined
}
