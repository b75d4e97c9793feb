import { expect, it } from 'vitest'
import { PeerLoad } from '../../src/link/peer-load.ts'
import { deliveriesOf } from './ends.ts'

/** Calls that take so long, one after another. */
function callsOf(...durations: number[]): PeerLoad {
  const calls = new PeerLoad()
  let now = 1_000
  for (const duration of durations) {
    calls.update(deliveriesOf(1), now)
    now += duration
    calls.update([], now)
  }
  return calls
}

it.each([
  [[], 0],
  [[800], 0],
  [[800, 5], 5],
  [[5, 50, 50], 50],
  [[5, 50, 90], 60],
  [[5, 50, 5], 5],
])('does not count the first, falls at once and rises slowly: %j ms is %d ms', (durations, duration) => {
  expect(callsOf(...durations).duration).toBe(duration)
})

it('tells which are over, when the last one was, and how many ran at once', () => {
  const calls = new PeerLoad()
  const [one, two, three] = deliveriesOf(3) as [never, never, never]
  expect(calls.update([one, two], 1_000)).toEqual([])
  expect(calls.update([two, three], 1_040)).toEqual([one])
  expect(calls.update([], 1_050)).toEqual([two, three])
  expect(calls).toMatchObject({ duration: 10, concurrency: 2, endedAt: 1_050, running: [] })
})
