import { buildFlow, Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { capacityOf } from '../../src/calls/capacity.ts'

const plan = buildFlow(
  new Flow()
    .add({ name: 'segment', uses: './segment.js' })
    .add({ name: 'encode', uses: './encode.js', replicas: 3, concurrency: 2 })
    .add({ name: 'tag', uses: './tag.js', needs: 'segment', concurrency: 4 })
    .join(['encode', 'tag'], { name: 'both' }),
)

const callsOf = (means: Readonly<Record<string, number>>) =>
  new Map(Object.entries(means).map(([pod, mean]) => [pod, { mean, most: 0 }]))

it('is set by the slowest Pod, and by the longest way', () => {
  const calls = callsOf({ segment: 1, encode: 30, tag: 10 })
  const capacity = capacityOf(plan, calls)
  expect(capacity?.rate).toBeCloseTo(6 / 30)
  expect(capacity?.busy).toBeCloseTo((6 / 30) * 31)
})

it('counts the calls of a request that every replica gets once, and those of a batch for each of its documents', () => {
  const all = buildFlow(new Flow().add({ name: 'a', uses: './a.js', replicas: 3, polling: 'all' }))
  expect(capacityOf(all, callsOf({ a: 10 }))).toEqual({ rate: 0.1, busy: 1 })
  const batch = buildFlow(new Flow().add({ name: 'a', uses: './a.js', batch: 32 }))
  expect(capacityOf(batch, callsOf({ a: 10 }))?.rate).toBeCloseTo(3.2)
})

it('counts the calls that were seen at once, where they are more than the plan says', () => {
  const own = buildFlow(new Flow().add({ name: 'a', uses: './a.yml' }))
  expect(capacityOf(own, new Map([['a', { mean: 10, most: 8 }]]))).toEqual({ rate: 0.8, busy: 8 })
})

it('counts the slots of each Pod of a group', () => {
  const group = buildFlow(
    new Flow()
      .add({ name: 'a', uses: './a.js', group: 'g' })
      .add({ name: 'b', uses: './b.js', group: 'g', concurrency: 8 }),
  )
  expect(capacityOf(group, callsOf({ a: 1, b: 16 }))).toEqual({ rate: 0.5, busy: 8.5 })
})

it('is not known before a call is', () => {
  expect(capacityOf(plan, new Map())).toBeUndefined()
  expect(capacityOf(plan, callsOf({ gone: 5 }))).toBeUndefined()
})
