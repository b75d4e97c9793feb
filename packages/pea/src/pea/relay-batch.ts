import type { Batch } from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DataPlane } from './data-plane.ts'

/** Passes a batch on as it came. Returns `false` if it contains a repeat, or no link takes all of it. */
export function relayBatch(
  { edges, requests, counters }: Pick<DataPlane, 'edges' | 'requests' | 'counters'>,
  acknowledgement: Acknowledgement,
  batch: Batch,
): boolean {
  const sender = edges.senderFor(batch.count)
  const relayed = sender && requests.joiner.relay(batch, acknowledgement)
  if (relayed === undefined) return false
  sender?.relay(relayed)
  counters.served += batch.count
  return true
}
