import { expect, it } from 'vitest'
import { ParallelCalls } from '../../src/calls/parallel-calls.ts'

/** Lets calls end one after another, `lanes` at a time. */
function measure(call: number, lanes: number, calls: number): number {
  const parallel = new ParallelCalls(0)
  for (let round = 1; round <= calls; round += 1) {
    for (let lane = 0; lane < lanes; lane += 1) parallel.add(call, round * call + lane * 0.01)
  }
  return parallel.most
}

it.each([
  [20, 4],
  [20, 8],
  [1, 1],
  [0.1, 1],
  [1_000, 16],
])('of calls of %d ms, sees that %d overlap', (call, lanes) => {
  const most = measure(call, lanes, 1_000)
  // It counts a tenth less, and in whole calls; those at the ends may add an eighth.
  expect(most).toBeGreaterThanOrEqual(Math.floor(0.8 * lanes))
  expect(most).toBeLessThanOrEqual(1.125 * lanes)
})

it('never sees more than there are, of few that overlap', () => {
  for (let lanes = 1; lanes <= 4; lanes += 1) expect(measure(7, lanes, 1_000)).toBeLessThanOrEqual(lanes)
})

it('sees nothing in calls that are rare', () => {
  const parallel = new ParallelCalls(0)
  for (let call = 1; call < 100; call += 1) parallel.add(20, call * 1_000)
  expect(parallel.most).toBe(0)
})
