import type { CallTimes } from './call.ts'

/** Adds the times of another request to those of a call. */
export function addTimes(times: CallTimes, more: CallTimes | undefined): CallTimes {
  if (more === undefined) return times
  const sums: Record<string, CallTimes[string]> = { ...times }
  for (const [pod, time] of Object.entries(more)) {
    const [wait, call] = sums[pod] ?? [0, 0]
    sums[pod] = [wait + time[0], call + time[1]]
  }
  return sums
}
