import { isBeingReplaced, isUnavailable, isWatched, openOf, type PeaState } from './state.ts'

/** Milliseconds between two looks at the limit, which may move meanwhile. */
const LOOK_INTERVAL = 1_000

/** Calls back once a Pea should have been ready; `readyBy` is asked again now and then. Returns what ends the watch. */
export function watchReadyLimit(readyBy: () => number, onLate: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    const left = readyBy() - performance.now()
    if (left > 0) timer = setTimeout(look, Math.min(left, LOOK_INTERVAL))
    else onLate()
  }
  look()
  return () => clearTimeout(timer)
}

/** What a Pea that starts depends on. */
export interface Surroundings {
  /** Whether it is in the plan. One that a change of the plan adds is not until it has opened its ports, and so have others. */
  readonly isPlanned: boolean
  readonly peers: readonly PeaState[]
}

/** When a Pea has to be ready: not before the peers that it has to greet. */
export function readyLimit(state: PeaState, { isPlanned, peers }: Surroundings): number {
  if (!isWatched(state)) return Number.POSITIVE_INFINITY
  if (openOf(state) === undefined) return state.readyBy
  // It waits until its peers are sent its ports.
  return isPlanned ? Math.max(state.readyBy, ...peers.map(ownLimit)) : Number.POSITIVE_INFINITY
}

function ownLimit(state: PeaState): number {
  if (isUnavailable(state)) return Number.NEGATIVE_INFINITY
  if (state.isAwaited && !isWatched(state) && openOf(state) === undefined) return Number.POSITIVE_INFINITY
  if (isWatched(state)) return state.readyBy
  return isBeingReplaced(state) || state.phase === 'pausing' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}
