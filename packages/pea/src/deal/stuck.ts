import type { GiverLane } from '../lane/giver.ts'
import type { Parcel } from '../link/parcel.ts'

/** Milliseconds by which a peer may be late to say that a call ran out of time. */
const GRACE = 1_000

/** A call in a peer that runs past its time, while the peer says nothing. */
export interface StuckCall {
  readonly lane: GiverLane
  readonly parcel: Parcel
  /** How long the call may take. */
  readonly limit: number
}

/**
 * The calls on these lanes that run past their time: the Pod's, or what the request had left. Also those that nobody
 * waits for any more: their Pea serves nobody else either.
 */
export function findStuck(lanes: readonly GiverLane[], timeoutCall = Number.POSITIVE_INFINITY, now = 0): StuckCall[] {
  return lanes.flatMap((lane) =>
    lane.running
      .map((parcel) => ({ lane, parcel, limit: Math.min(timeoutCall, Math.max(0, parcel.deadline - parcel.begunAt)) }))
      .filter(({ parcel, limit }) => parcel.begunAt + limit + GRACE < now),
  )
}
