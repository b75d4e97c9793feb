import { FlowError } from '@peaflow/core'
import type { Enrolments } from './enrolments.ts'

/** Replicas have not joined while the Flow waited for them, for so many milliseconds. */
export function notJoined(
  { missing, lastFailure }: Pick<Enrolments, 'missing' | 'lastFailure'>,
  ms: number,
): FlowError {
  const pods = missing.map(({ pod, count }) => `${count} of "${pod}"`).join(' and ')
  const before = lastFailure === undefined ? '' : `; "${lastFailure.pea}" failed: ${lastFailure.reason}`
  return new FlowError('LAUNCH_NOT_JOINED', `replicas have not joined within ${ms / 1_000} s: ${pods}${before}`, {
    hint: 'Start them, see what they write, or wait longer: --join-timeout 30m',
  })
}
