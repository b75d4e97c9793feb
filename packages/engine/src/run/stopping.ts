import { FlowError } from '@peaflow/core'

/** What is thrown when a Flow that is being stopped is asked for more. */
export function isStopping(): FlowError {
  return new FlowError('LAUNCH_STOPPING', 'the Flow is being stopped')
}
