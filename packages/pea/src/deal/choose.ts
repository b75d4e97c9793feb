import type { Polling, PollingMode, Scheduling } from '@peaflow/core'
import type { GiverLane } from '../lane/giver.ts'

/** How an endpoint's messages are shared among replicas. */
export function pollingOf(polling: Polling, endpoint: string): PollingMode {
  if (typeof polling === 'string') return polling
  const own = Object.hasOwn(polling, endpoint) ? polling[endpoint] : polling.default
  return own ?? 'any'
}

/** A lane with so much credit answers so fast that it may get so many in a row: they share a message. */
const PLENTY = 32
const RUN = 8

/** Picks the lane for the next parcel; nothing while none can take it. */
export type Choice = (lanes: readonly GiverLane[]) => GiverLane | undefined

/** A new chooser: it remembers whose turn it is. */
export function choiceOf(scheduling: Scheduling): Choice {
  return scheduling === 'load_balance' ? balance() : takeTurns()
}

function takeTurns(): Choice {
  let turn = 0
  return (lanes) => {
    const lane = lanes[turn % lanes.length]
    if (lane === undefined || lane.credit === 0) return undefined
    turn = (turn % lanes.length) + 1
    return lane
  }
}

function balance(): Choice {
  let turn = 0
  let run = 0
  let last: GiverLane | undefined
  return (lanes) => {
    run += 1
    if (last !== undefined && run < RUN && last.credit >= PLENTY && lanes.includes(last)) return last
    run = 0
    last = leastLoaded(lanes, turn++)
    return last
  }
}

/** Of those with credit, the one that has the least to do; of equals, the one that takes most: it is the fastest. */
function leastLoaded(lanes: readonly GiverLane[], turn: number): GiverLane | undefined {
  let best: GiverLane | undefined
  for (let offset = 0; offset < lanes.length; offset += 1) {
    const lane = lanes[(turn + offset) % lanes.length] as GiverLane
    if (lane.credit > 0 && (best === undefined || isBetter(lane, best))) best = lane
  }
  return best
}

function isBetter(lane: GiverLane, best: GiverLane): boolean {
  return lane.load < best.load || (lane.load === best.load && lane.credit > best.credit)
}
