import { FlowError } from '@peaflow/core'
import { waitFor } from '../async/wait-for.ts'

/** What is thrown when a Flow that is being stopped is asked for more. */
export function isStopping(): FlowError {
  return new FlowError('LAUNCH_STOPPING', 'the Flow is being stopped')
}

/**
 * Waits for a promise unless the Flow is being stopped.
 *
 * @throws FlowError `LAUNCH_STOPPING` if it is.
 */
export async function unlessStopping<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = await waitFor(promise, { signal })
  if (settled === undefined) throw isStopping()
  return settled.value
}
