import type { Delivery } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'

/** Milliseconds that a peer has to report by itself that a call timed out. */
const REPORT_TIMEOUT = 1_000

/** A call that exceeds its time limit, while its peer reports nothing. */
export interface OverdueCall {
  readonly sender: Sender
  readonly delivery: Delivery
  /** Milliseconds that the call may take. */
  readonly limit: number
}

/** What the calls are compared with. */
export interface CallTime {
  /**
   * The Pod's time limit for a call, in milliseconds.
   *
   * @defaultValue none
   */
  readonly timeoutCall?: number | undefined
  /** On the clock of `performance.now()`. */
  readonly now: number
}

/**
 * Finds the calls that exceed the Pod's time limit, or the deadline of their request. Calls for dropped deliveries
 * count too: their Pea cannot call anything else either.
 */
export function findOverdue(
  senders: readonly Sender[],
  { timeoutCall = Number.POSITIVE_INFINITY, now }: CallTime,
): OverdueCall[] {
  return senders.flatMap((sender) =>
    sender.running
      .map((delivery) => ({
        sender,
        delivery,
        limit: Math.min(timeoutCall, Math.max(0, delivery.deadline - delivery.begunAt)),
      }))
      .filter(({ delivery, limit }) => delivery.begunAt + limit + REPORT_TIMEOUT < now),
  )
}
