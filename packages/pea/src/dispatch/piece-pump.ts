import type { Backlog } from './backlog.ts'
import type { OpenStreams } from './open-streams.ts'
import type { Redelivery } from './redelivery.ts'

/** What pieces are sent from. */
interface PieceQueues {
  readonly backlog: Backlog
  readonly streams: OpenStreams
  readonly redelivery: Redelivery
}

/**
 * Sends the pieces that are queued for the peers that got those before them, as far as their credit allows; also to a peer
 * that is leaving, which finishes what it has begun. A peer whose link is reserved for redeliveries gets them afterwards.
 */
export function pumpPieces({ backlog, streams, redelivery }: PieceQueues): void {
  for (const [sender, queue] of backlog.pieces()) {
    if (redelivery.reserves(sender) && !sender.session.peerJoins) continue
    while (sender.pieceCredit > 0) {
      const delivery = queue.shift()
      if (delivery === undefined) break
      streams.onSent(delivery.message, sender)
      sender.send(delivery)
    }
    if (queue.size === 0) backlog.closePieces(sender)
  }
}
