import { FlowError, type PeaSpec } from '@peaflow/core'

/** The error for a launch that was aborted. */
export function launchAborted(spec: PeaSpec, signal: AbortSignal): FlowError {
  return new FlowError('LAUNCH_ABORTED', `the launch of "${spec.id}" was aborted`, { cause: signal.reason })
}
