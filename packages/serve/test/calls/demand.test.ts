import { expect, it } from 'vitest'
import { Demand } from '../../src/calls/demand.ts'

/** 200 requests a second can be answered, and others wait. */
const QUEUED = { rate: 0.2, isQueued: true }

/** Lets requests come at these times, in milliseconds, and returns when the demand became excessive, and when it ceased to be. */
function changesOf(times: readonly number[]): readonly number[] {
  const demand = new Demand({ perSlot: 8, excess: 1.5 })
  const changes: number[] = []
  let before = false
  for (const time of times) {
    demand.add(time, QUEUED)
    if (demand.isExcessive !== before) changes.push(time)
    before = demand.isExcessive
  }
  return changes
}

/** Evenly spaced times. */
function every(gap: number, from: number, to: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / gap) }, (_, index) => from + index * gap)
}

it('sees three times what can be answered within four slots and the one that has begun', () => {
  const [begin = 0, ...others] = changesOf(every(5 / 3, 0, 10_000))
  expect(begin).toBeGreaterThan(100)
  expect(begin).toBeLessThanOrEqual(205)
  expect(others).toEqual([])
})

it('sees it also where a busy process reads what came in 200 ms at once', () => {
  const batches = every(200, 0, 10_000).flatMap((time) => new Array(120).fill(time))
  expect(changesOf(batches)).toEqual([800])
})

it('sees no excess in as much as can be answered, nor in a burst, however large', () => {
  expect(changesOf(every(5, 0, 10_000))).toEqual([])
  expect(changesOf([...new Array(10_000).fill(0), ...every(5, 100, 10_000)])).toEqual([])
})

it('sees none in clients that wait for their answers before they send more', () => {
  const first = new Array(64).fill(0)
  expect(changesOf([...first, ...every(5, 20, 10_000)])).toEqual([])
})

it('sees that it is over: once less comes, and once nothing has come for a while', () => {
  const [, end = 0] = changesOf([...every(5 / 3, 0, 1_000), ...every(6, 1_000, 2_000)])
  expect(end).toBeGreaterThan(1_100)
  expect(end).toBeLessThan(1_300)
  expect(changesOf([...every(5 / 3, 0, 1_000), 5_000])).toEqual([expect.any(Number), 5_000])
})

it('says at once when it begins, and only then', () => {
  const demand = new Demand({ perSlot: 8, excess: 1.5 })
  expect(every(5 / 3, 0, 1_000).filter((time) => demand.add(time, QUEUED))).toHaveLength(1)
})

it('sees none as long as nobody waits: the Flow can answer more than is known', () => {
  const demand = new Demand({ perSlot: 8, excess: 1.5 })
  for (const time of every(5 / 3, 0, 10_000)) demand.add(time, { rate: 0.2, isQueued: false })
  expect(demand.isExcessive).toBe(false)
})
