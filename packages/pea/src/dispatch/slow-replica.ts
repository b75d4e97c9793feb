import type { PeerWork } from '../link/peer-load.ts'
import type { Sender } from '../link/sender.ts'

/** Shorter calls, in milliseconds, are not worth the bother. */
const SHORTEST = 1

/** To wait for longer calls, in milliseconds, is more than the deadline of a request may stand. */
const LONGEST = 1_000

/** The most parts that wait so that one sees how many there are. */
const FARTHEST = 64

/** How many of its own calls long a slow one goes without: it may be fast by now. */
const TRUST = 20

/** What is known of these; nothing if their calls are too short to matter. */
export function worksOf(senders: readonly Sender[]): readonly PeerWork[] {
  if (!senders.some(({ callDuration }) => callDuration >= SHORTEST)) return []
  const now = performance.now()
  return senders.map((sender) => sender.work(now))
}

/**
 * Whether the others finish all that waits before this one finishes a single part: then it is better off with them. A
 * policy with a threshold, as Lin and Kumar showed it to be best for one slow server beside a fast one (1984).
 */
export function othersFinishFirst(own: PeerWork, others: readonly PeerWork[], queued: number): boolean {
  const known = others.filter(isKnown)
  if (known.length === 0 || !isKnown(own) || own.duration < SHORTEST) return false
  if (own.quiet > own.duration * TRUST) return false
  const first = Math.min(...known.map(({ duration, load, atOnce }) => duration * rounds(load, atOnce)))
  const load = known.reduce((sum, work) => sum + work.load, queued)
  return Math.max(first, load / rateOf(known)) < own.duration * rounds(own.running, own.atOnce)
}

/** How many parts must be seen to wait, so that nobody goes without one: as many as are finished while the slowest has one. */
export function lookAhead(works: readonly PeerWork[]): number {
  const known = works.filter(isKnown)
  const slowest = known.reduce((most, { duration }) => Math.max(most, duration), 0)
  return Math.min(FARTHEST, Math.ceil(rateOf(known) * slowest))
}

function isKnown({ duration }: PeerWork): boolean {
  return duration > 0 && duration <= LONGEST
}

/** How many calls end in a millisecond. */
function rateOf(works: readonly PeerWork[]): number {
  return works.reduce((rate, { duration, atOnce }) => rate + atOnce / duration, 0)
}

/** How many calls it takes, one after another, until one more part is finished. */
function rounds(ahead: number, atOnce: number): number {
  return Math.ceil((ahead + 1) / atOnce)
}
