import type { Call } from '../calls/call.ts'
import type { Calls } from '../calls/calls.ts'
import type { AccessLog, RefusedCall } from './access-log.ts'

/** What takes calls over WebSocket and gRPC. */
export interface LoggedCalls {
  readonly calls: Calls
  /** Learns of each call. */
  readonly log?: AccessLog | undefined
}

/**
 * Reads a call, and asks whether it is taken. One that is not is in the log as well, under the name that it came by.
 *
 * @throws FlowError what reading it throws, and `REQUEST_QUEUE` or `REQUEST_STOPPED` if it is not taken.
 */
export function takeCall<T extends Pick<Call, 'endpoint' | 'timeout'>>(
  { calls, log }: LoggedCalls,
  arrived: RefusedCall,
  read: () => T,
): T {
  try {
    const asked = read()
    calls.admit(asked.endpoint, asked.timeout)
    return asked
  } catch (error) {
    log?.turnedAway(arrived, error)
    throw error
  }
}
