import type { Polling, PollingMode, Scheduling } from '@peaflow/core'
import type { GiverLane } from '../lane/giver.ts'
import { othersAreSooner, worksOf } from './sooner.ts'

/** How an endpoint's messages are shared among replicas. */
export function pollingOf(polling: Polling, endpoint: string): PollingMode {
  if (typeof polling === 'string') return polling
  const own = Object.hasOwn(polling, endpoint) ? polling[endpoint] : polling.default
  return own ?? 'any'
}

/** A lane with so much credit answers so fast that it may get so many in a row: they share a message. */
const PLENTY = 32
const RUN = 8

/** Picks the lane for the next parcel, of so many that wait; nothing while none can take it, or is worth it. */
export type Choice = (lanes: readonly GiverLane[], waiting: number) => GiverLane | undefined

/** Which lane is the best, if it does not matter who had the last one. */
type Rule = (lanes: readonly GiverLane[], turn: number, waiting: number) => GiverLane | undefined

/**
 * A new chooser: it remembers whose turn it is.
 *
 * @param looksAhead - whether it is to be seen how many wait: only then a slow lane can do without
 */
export function choiceOf(scheduling: Scheduling, looksAhead: boolean): Choice {
  if (scheduling === 'round_robin') return takeTurns()
  return balance(looksAhead ? soonest : leastLoaded)
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

function balance(rule: Rule): Choice {
  let turn = 0
  let run = 0
  let last: GiverLane | undefined
  return (lanes, waiting) => {
    run += 1
    if (last !== undefined && run < RUN && last.credit >= PLENTY && lanes.includes(last)) return last
    run = 0
    last = rule(lanes, turn++, waiting)
    return last
  }
}

/** The least loaded, unless the others are sooner done with all that waits: then one of those, or nobody for now. */
function soonest(lanes: readonly GiverLane[], turn: number, waiting: number): GiverLane | undefined {
  let left = lanes
  for (;;) {
    const best = leastLoaded(left, turn)
    if (best === undefined || !canDoWithout(best, lanes, waiting)) return best
    left = left.filter((lane) => lane !== best)
  }
}

function canDoWithout(lane: GiverLane, lanes: readonly GiverLane[], waiting: number): boolean {
  const [own, ...others] = worksOf([lane, ...lanes.filter((other) => other !== lane)])
  return own !== undefined && othersAreSooner(own, others, waiting)
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
