import { FlowError, type FlowPlan } from '@peaflow/core'
import type { Supervisor } from '../supervise/supervisor.ts'

/** Milliseconds that draining may take beyond the time limit of a request. */
const DRAIN_MARGIN = 5_000

/** Aborts with another signal, or when requests have had time to complete. */
export function drainLimit({ plan }: Pick<Supervisor, 'plan'>, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(limitOf(plan))])
}

/** What a change throws that waits for requests to complete in vain. */
export function notDrained({ plan }: Pick<Supervisor, 'plan'>): FlowError {
  const message = `requests are still in flight after ${limitOf(plan) / 1_000} s`
  return new FlowError('LAUNCH_NOT_DRAINED', message, {
    hint: 'The Flow goes on as it was; try it again when less is in flight',
  })
}

function limitOf({ options }: FlowPlan): number {
  return options.timeoutRequest + DRAIN_MARGIN
}
