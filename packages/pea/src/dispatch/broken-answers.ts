import { MAX_TRIES } from '@peaflow/protocol'
import type { Delivery } from '../link/delivery.ts'
import type { Sender } from '../link/sender.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { EdgeListener } from './edge.ts'
import { peaDied } from './failure.ts'
import type { OpenStreams } from './open-streams.ts'

/** What a peer had not settled when it ended. */
export interface Returned {
  readonly sender: Sender
  readonly deliveries: readonly Delivery[]
  readonly reason: string
  /** It was given up, since it showed no sign of life: that does not count as a try of what it had. */
  readonly isSilent: boolean
}

/** The edge that led to the peer. */
export interface BrokenEdge {
  readonly dispatcher: Dispatcher
  readonly listener: EdgeListener
  readonly isAnswered: (request: number) => boolean
  /** How often a request is sent again. */
  readonly retries: number
}

interface BrokenStream {
  readonly request: number
  readonly attempt: number
  readonly tries: number
  readonly deadline: number
  /** Its peer has died during a call for it: that has counted as one of the tries. */
  readonly hasDied: boolean
}

/**
 * Gives up the streamed answers that end with a peer: those of which it has not settled a piece, and those of which it was to
 * get more. Pieces are not redelivered, since their peer may have passed on what it made of those before: the gateway gives
 * their requests again.
 */
export function breakAnswers({ sender, deliveries, reason, isSilent }: Returned, edge: BrokenEdge): void {
  const { dispatcher, listener, isAnswered, retries } = edge
  const { peer } = sender
  const pieces = deliveries.filter(({ piece }) => piece !== undefined)
  const open = pieces.filter(({ isDropped, request }) => !isDropped && !isAnswered(request))
  for (const stream of brokenBy({ sender, deliveries: open, isSilent }, dispatcher.streams)) {
    const { request, attempt, tries, hasDied } = stream
    dispatcher.streams.break(stream)
    for (const queued of dispatcher.extract((one) => one.request === request)) queued.drop()
    if (hasDied) listener.onTried(request, tries, { peer, reason })
    if (tries > retries) listener.onFailed(request, peaDied({ peer, reason, tries }))
    else listener.onBroken({ request, attempt, tries, peer, reason })
  }
  for (const piece of pieces) piece.drop()
}

function brokenBy({ sender, deliveries, isSilent }: Omit<Returned, 'reason'>, streams: OpenStreams): BrokenStream[] {
  const broken = new Map<number, BrokenStream>()
  for (const stream of streams.openTo(sender)) broken.set(stream.request, { ...stream, hasDied: false })
  for (const { request, attempt, tries, deadline, begunAt } of deliveries) {
    const hasDied = begunAt > 0 && !isSilent
    const counted = hasDied ? Math.min(tries + 1, MAX_TRIES) : tries
    const before = broken.get(request)
    if (before === undefined || before.attempt < attempt || before.tries < counted)
      broken.set(request, { request, attempt, tries: counted, deadline, hasDied })
  }
  return [...broken.values()]
}
