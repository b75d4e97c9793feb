import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Delivery } from '../../src/link/delivery.ts'
import { PeerLoad } from '../../src/link/peer-load.ts'
import { deliveriesOf } from './ends.ts'

/** What is known after calls of these durations, one after another. */
function loadAfter(...durations: number[]): PeerLoad {
  const load = new PeerLoad()
  let now = 1_000
  for (const duration of durations) {
    load.update(deliveriesOf(1), now)
    now += duration
    load.update([], now)
  }
  return load
}

it.each([
  [[], 0],
  [[800], 0],
  [[800, 5], 5],
  [[5, 50, 50], 50],
  [[5, 50, 90], 60],
  [[5, 50, 5], 5],
])('does not count the first call, falls at once and rises slowly: %j ms is %d ms', (durations, duration) => {
  expect(loadAfter(...durations).duration).toBe(duration)
})

it('returns the calls that have ended, and knows when the last one did and how many ran at once', () => {
  const load = new PeerLoad()
  const [one, two, three] = deliveriesOf(3) as [Delivery, Delivery, Delivery]
  expect(load.update([one, two], 1_000)).toEqual([])
  expect(load.update([two, three], 1_040)).toEqual([one])
  expect(load.update([], 1_050)).toEqual([two, three])
  expect(load).toMatchObject({ duration: 10, concurrency: 2, endedAt: 1_050, running: [] })
})

it('ends every call once, and begins each when it first runs', () => {
  fc.assert(
    fc.property(fc.array(fc.subarray([0, 1, 2, 3, 4]), { maxLength: 20 }), (updates) => {
      const [load, deliveries] = [new PeerLoad(), deliveriesOf(5)]
      let [now, before, most] = [1_000, new Set<Delivery>(), 1]
      for (const indices of updates) {
        now += 10
        const running = new Set(indices.map((index) => deliveries[index] as Delivery))
        const ended = load.update([...running], now)
        expect(new Set(ended)).toEqual(new Set([...before].filter((one) => !running.has(one))))
        for (const one of deliveries) expect(one.begunAt > 0).toBe(running.has(one))
        most = Math.max(most, running.size)
        expect(load.concurrency).toBe(most)
        before = running
      }
    }),
  )
})

it('takes a running call to last at least as long as it has run', () => {
  const load = loadAfter(5, 5)
  load.update(deliveriesOf(1), 2_000)
  expect(load.work({ load: 3, unreceived: 0 }, 2_030)).toMatchObject({ duration: 30, running: 1, load: 3 })
})

it('measures calls that begin together once: they are one', () => {
  const load = loadAfter(5, 50)
  const together = deliveriesOf(3)
  load.update(together, 2_000)
  load.update([], 2_090)
  expect(load).toMatchObject({ duration: 60, concurrency: 3 })
  const first = new PeerLoad()
  first.update(together, 1_000)
  first.update([], 1_800)
  expect(first.duration).toBe(0)
})

it.each([
  ['a batch runs, for which a message waits', { running: 2, load: 4, unreceived: 1 }, { running: 8, load: 10 }],
  [
    'a batch runs, and what else was sent is on its way',
    { running: 2, load: 4, unreceived: 2 },
    { running: 2, load: 4 },
  ],
  ['a full batch runs', { running: 8, load: 12, unreceived: 0 }, { running: 8, load: 12 }],
  ['nothing runs', { running: 0, load: 3, unreceived: 0 }, { running: 0, load: 3 }],
])('knows when no call can begin beside those that run: %s', (_, { running, ...sent }, work) => {
  const load = new PeerLoad()
  load.update(deliveriesOf(8), 1_000)
  load.update(deliveriesOf(8).slice(0, running), 1_010)
  expect(load.work(sent, 1_010)).toMatchObject(work)
})
