import { FlowError } from '@peaflow/core'
import { MAX_TAP_BYTES, MAX_TAP_RATE, type TapOrder, type TapPoint } from '@peaflow/protocol'

/** Which messages a tap copies, and how many of them. */
export interface TapOptions {
  /**
   * Those that arrive at the replicas of the Pod, or those that leave them.
   *
   * @defaultValue 'out'
   */
  readonly at?: TapPoint | undefined
  /**
   * The most copies a second of each replica, up to 1000.
   *
   * @defaultValue 10
   */
  readonly rate?: number | undefined
  /**
   * The most bytes of a message, up to 1 MiB. Of a larger one the copy has no content.
   *
   * @defaultValue 65_536
   */
  readonly bytes?: number | undefined
  /** Ends the tap. The loop over it throws the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

/**
 * What a tap is to copy.
 *
 * @throws FlowError `CONFIG_TAP` if an option is not valid.
 */
export function toOrder(tap: number, { at = 'out', rate = 10, bytes = 65_536 }: TapOptions): TapOrder {
  if (at !== 'in' && at !== 'out') throw wrong(`at is ${JSON.stringify(at)}, but must be "in" or "out"`)
  if (typeof rate !== 'number' || !(rate > 0 && rate <= MAX_TAP_RATE)) {
    throw wrong(`rate is ${rate}, but must be a number above 0 and up to ${MAX_TAP_RATE}`)
  }
  if (!Number.isSafeInteger(bytes) || bytes < 0 || bytes > MAX_TAP_BYTES) {
    throw wrong(`bytes is ${bytes}, but must be a whole number from 0 to ${MAX_TAP_BYTES}`)
  }
  return { tap, at, rate, bytes }
}

function wrong(message: string): FlowError {
  return new FlowError('CONFIG_TAP', `the tap is not valid: ${message}`)
}
