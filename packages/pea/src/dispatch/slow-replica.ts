import type { PeerWork } from '../link/peer-load.ts'
import type { Sender } from '../link/sender.ts'

/** Calls shorter than this, in milliseconds, are not worth a decision. */
const SHORTEST_CALL = 1

/** Calls longer than this, in milliseconds, are not waited for: that would take too much of a request's time. */
const LONGEST_CALL = 1_000

/** The most messages to queue only to see how many there are. */
const MAX_LOOK_AHEAD = 64

/** After this many of its own calls without a message, a slow replica gets one: it may be fast by now. */
const MEASUREMENT_LIFETIME = 20

/** What is known of the work of these peers; empty if their calls are too short to matter. */
export function worksOf(senders: readonly Sender[]): readonly PeerWork[] {
  if (!senders.some(({ callDuration }) => callDuration >= SHORTEST_CALL)) return []
  const now = performance.now()
  return senders.map((sender) => sender.work(now))
}

/**
 * Whether the others finish everything that is queued before this one would finish a single message: then the message
 * is better off with them. A threshold policy, which Lin and Kumar (1984) showed to be optimal for one slow server
 * beside a fast one.
 */
export function othersFinishFirst(own: PeerWork, others: readonly PeerWork[], queued: number): boolean {
  const known = others.filter(isKnown)
  if (known.length === 0 || !isKnown(own) || own.duration < SHORTEST_CALL) return false
  if (own.idleTime > own.duration * MEASUREMENT_LIFETIME) return false
  const first = Math.min(...known.map(({ duration, load, concurrency }) => duration * rounds(load, concurrency)))
  const load = known.reduce((sum, work) => sum + work.load, queued)
  return Math.max(first, load / rateOf(known)) < own.duration * rounds(own.running, own.concurrency)
}

/**
 * How many messages must be queued so that no replica goes without one: as many as all of them finish during one call
 * of the slowest.
 */
export function lookAhead(works: readonly PeerWork[]): number {
  const known = works.filter(isKnown)
  const slowest = known.reduce((most, { duration }) => Math.max(most, duration), 0)
  return Math.min(MAX_LOOK_AHEAD, Math.ceil(rateOf(known) * slowest))
}

function isKnown({ duration }: PeerWork): boolean {
  return duration > 0 && duration <= LONGEST_CALL
}

/** How many calls end in a millisecond. */
function rateOf(works: readonly PeerWork[]): number {
  return works.reduce((rate, { duration, concurrency }) => rate + concurrency / duration, 0)
}

/** How many calls, one after another, it takes to finish one more message, given how many are ahead of it. */
function rounds(ahead: number, concurrency: number): number {
  return Math.ceil((ahead + 1) / concurrency)
}
