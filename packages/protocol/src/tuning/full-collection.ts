import { collector } from './collector.ts'
import { isTuningEnabled } from './switch.ts'

/** A collection that frees this many bytes is followed by another one. */
const MUCH = 16 * 1_024 * 1_024

/**
 * Starts a full collection if tuning is on. Returns whether another one may free more: a few buffers often survive the first.
 *
 * V8 collects when a program allocates, so an idle Pea retains what its last burst left: 205 to 656 MB after 12 answers of
 * 50 MB, for as long as it stays idle (Node 20.20). A collection takes 3 ms, and longer if the executor has many objects.
 */
export function collectAfterBurst(): boolean {
  if (!isTuningEnabled()) return false
  const before = used()
  collector()()
  return before - used() >= MUCH
}

/** Bytes of V8's heap and of buffers, garbage included. `external` would include buffers that were freed meanwhile. */
function used(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
