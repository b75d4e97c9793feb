import { FlowError } from '@peaflow/core'
import { defer } from '../async/deferred.ts'

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
  const stopped = defer<never>()
  const stop = () => stopped.reject(isStopping())
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    return await Promise.race([promise, stopped.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
