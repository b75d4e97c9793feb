import type { Polling, PollingMode, Scheduling } from '@peaflow/core'
import type { GiverLane } from '../lane/giver.ts'

/** How an endpoint's messages are shared among replicas. */
export function pollingOf(polling: Polling, endpoint: string): PollingMode {
  if (typeof polling === 'string') return polling
  const own = Object.hasOwn(polling, endpoint) ? polling[endpoint] : polling.default
  return own ?? 'any'
}

/** Picks the lane for the next parcel; nothing while none can take it. */
export type Choice = (lanes: readonly GiverLane[]) => GiverLane | undefined

/** A new chooser: it remembers whose turn it is. */
export function choiceOf(scheduling: Scheduling): Choice {
  let turn = 0
  if (scheduling === 'load_balance') return (lanes) => leastLoaded(lanes, turn++)
  return (lanes) => {
    const lane = lanes[turn % lanes.length]
    if (lane === undefined || lane.credit === 0) return undefined
    turn = (turn % lanes.length) + 1
    return lane
  }
}

/** Of those with credit, the one that holds the fewest; of equals, the one that takes most: it is the fastest. */
function leastLoaded(lanes: readonly GiverLane[], turn: number): GiverLane | undefined {
  let best: GiverLane | undefined
  for (let offset = 0; offset < lanes.length; offset += 1) {
    const lane = lanes[(turn + offset) % lanes.length] as GiverLane
    if (lane.credit > 0 && (best === undefined || isBetter(lane, best))) best = lane
  }
  return best
}

function isBetter(lane: GiverLane, best: GiverLane): boolean {
  return lane.pending < best.pending || (lane.pending === best.pending && lane.credit > best.credit)
}
