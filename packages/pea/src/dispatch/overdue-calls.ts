import type { Delivery } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'

/** Milliseconds by which a peer may be late to say that a call ran out of time. */
const GRACE = 1_000

/** A call in a peer that runs past its time, while the peer says nothing. */
export interface OverdueCall {
  readonly sender: Sender
  readonly delivery: Delivery
  /** How long the call may take. */
  readonly limit: number
}

/**
 * The calls on these lanes that run past their time: the Pod's, or what the request had left. Also those that nobody
 * waits for any more: their Pea serves nobody else either.
 */
export function findOverdue(
  senders: readonly Sender[],
  timeoutCall = Number.POSITIVE_INFINITY,
  now = 0,
): OverdueCall[] {
  return senders.flatMap((sender) =>
    sender.running
      .map((delivery) => ({
        sender,
        delivery,
        limit: Math.min(timeoutCall, Math.max(0, delivery.deadline - delivery.begunAt)),
      }))
      .filter(({ delivery, limit }) => delivery.begunAt + limit + GRACE < now),
  )
}
