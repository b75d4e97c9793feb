import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Heartbeats } from '../../src/supervise/heartbeats.ts'

const life = { pea: 'a/0', incarnation: 1 }
const always = (timeout: number) => () => timeout

/** The times, of a row of ticks, at which a Pea is silent. */
function silentAt(
  ticks: readonly number[],
  { timeout = 5_000, beats = [] as readonly number[] } = {},
): readonly number[] {
  const heartbeats = new Heartbeats()
  heartbeats.tick(0, always(timeout))
  heartbeats.beat(life)
  return ticks.filter((now) => {
    if (beats.includes(now)) heartbeats.beat(life)
    return heartbeats.tick(now, always(timeout)).length > 0
  })
}

const every = (interval: number, until: number) =>
  Array.from({ length: until / interval }, (_, index) => (index + 1) * interval)

it('is exact: a Pea is silent after its time, and not before', () => {
  expect(silentAt(every(250, 12_000))).toEqual([5_000, 10_000])
  expect(silentAt(every(250, 12_000), { beats: [4_750, 9_500] })).toEqual([])
  expect(silentAt(every(250, 12_000), { beats: [4_750] })).toEqual([9_500])
})

it('counts no time in which the Flow itself did not run', () => {
  expect(silentAt([250, 20_250, 20_500, 40_500])).toEqual([])
  expect(silentAt([250, 20_250, ...every(250, 5_000).map((ms) => 20_250 + ms)])).toEqual([24_000])
})

it('never finds a Pea silent whose signs come in time, however late the ticks are', () => {
  const gap = fc.oneof({ arbitrary: fc.integer({ min: 1, max: 999 }), weight: 9 }, fc.nat(100_000))
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 200 }), fc.integer({ min: 1, max: 4 }), (gaps, each) => {
      const heartbeats = new Heartbeats()
      heartbeats.beat(life)
      let now = 0
      for (const [index, ms] of gaps.entries()) {
        now += ms
        // A sign at least every fourth tick, each of which counts no more than a second.
        expect(heartbeats.tick(now, always(5_000))).toEqual([])
        if (index % each === 0) heartbeats.beat(life)
      }
    }),
  )
})

it('watches no life that has ended, and none that has shown no sign', () => {
  const heartbeats = new Heartbeats()
  heartbeats.beat(life)
  heartbeats.tick(0, () => undefined)
  for (const now of every(1_000, 20_000)) expect(heartbeats.tick(now, always(5_000))).toEqual([])
  heartbeats.beat({ pea: 'a/0', incarnation: 2 })
  const found = every(1_000, 6_000).flatMap((ms) => heartbeats.tick(20_000 + ms, always(5_000)))
  expect(found).toEqual([{ pea: 'a/0', incarnation: 2 }])
})
