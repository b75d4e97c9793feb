import { MAX_TRIES } from '@peaflow/protocol'
import type { Delivery } from '../link/delivery.ts'
import { type BrokenEdge, breakAnswers, type Returned } from './broken-answers.ts'
import { peaDied } from './failure.ts'

/**
 * Decides what becomes of the deliveries that a peer had not settled when it ended. Its streamed answers are broken. Of the
 * rest, what is over is dropped, what has been tried too often fails, and everything else is redelivered.
 */
export function takeReturned(returned: Returned, edge: BrokenEdge): void {
  const { dispatcher, listener, isAnswered, retries } = edge
  const { sender, deliveries, reason } = returned
  const { peer } = sender
  breakAnswers(returned, edge)
  for (const delivery of deliveries) {
    if (delivery.piece !== undefined) continue
    if (isTry(delivery, returned)) countTry(delivery, returned, edge)
    const { request, tries } = delivery
    if (delivery.isDropped || isAnswered(request)) delivery.drop()
    else if (tries > retries) {
      delivery.drop()
      listener.onFailed(request, peaDied({ peer, reason, tries }))
    } else dispatcher.redelivery.add(delivery, delivery.shards > 1 ? peer : undefined)
  }
}

/** Whether the peer died during a call. One that is cut off, or whose machine is lost, died of no request that it had. */
function isTry({ begunAt, isIsolated }: Delivery, { isSilent }: Returned): boolean {
  return !isSilent && (begunAt > 0 || isIsolated)
}

/** Counts a death during a call. The Flow is told too: this Pea may die as well, and then the gateway gives it again. */
function countTry(delivery: Delivery, { sender, reason }: Returned, { listener }: BrokenEdge): void {
  delivery.tries = Math.min(delivery.tries + 1, MAX_TRIES)
  listener.onTried(delivery.request, delivery.tries, { peer: sender.peer, reason })
}
