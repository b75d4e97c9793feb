import type { Capacity } from './capacity.ts'

/**
 * The milliseconds that one more request waits for its calls if as many are in the Flow or wait for it; 0 if what the Flow can do is not
 * known.
 */
export function waitOf(requests: number, capacity: Capacity | undefined): number {
  if (capacity === undefined || capacity.rate <= 0) return 0
  return Math.max(0, requests + 1 - capacity.busy) / capacity.rate
}

/** The longest `Retry-After`, in seconds: an estimate beyond it says nothing. */
const LONGEST_RETRY = 600

/** The whole seconds after which a client may try again: once those that wait are through. At least 1. */
export function retryAfterOf(wait: number): number {
  return Math.min(LONGEST_RETRY, Math.max(1, Math.ceil(wait / 1_000)))
}

/**
 * Whether a request is taken while more come than can be answered: as many as keep the Flow busy, so that those that are taken hardly
 * wait. With 1.15 times that, their p99 stays within 1.2 times of what it is at 0.9 of the capacity.
 */
export function fitsBusyFlow(requests: number, { busy }: Capacity): boolean {
  return requests + 1 <= busy * 1.15
}
