import { expect, it } from 'vitest'
import { layOut } from '../../src/why/lay-out.ts'

const pods = [
  { name: 'both', needs: ['encode', 'pass'] },
  { name: 'segment', needs: ['gateway'] },
  { name: 'encode', needs: ['segment'] },
  { name: 'tag', needs: ['segment'] },
  { name: 'pass', needs: ['tag'] },
  { name: 'gateway', needs: ['both'] },
]

it('a Pod begins when the last of those that it needs has ended, also past one without times', () => {
  const spans = [
    { pod: 'encode', wait: 1, call: 10 },
    { pod: 'segment', wait: 2, call: 3 },
    { pod: 'both', wait: 0.5, call: 1 },
    { pod: 'tag', wait: 0, call: 20 },
  ]
  expect(layOut(spans, pods)).toEqual([
    { pod: 'segment', wait: 2, call: 3, start: 0 },
    { pod: 'encode', wait: 1, call: 10, start: 5 },
    { pod: 'tag', wait: 0, call: 20, start: 5 },
    { pod: 'both', wait: 0.5, call: 1, start: 25 },
  ])
})

it('a Pod that the plan does not have any more is the last', () => {
  const spans = [
    { pod: 'gone', wait: 0, call: 1 },
    { pod: 'segment', wait: 0, call: 1 },
  ]
  expect(layOut(spans, pods).map(({ pod, start }) => [pod, start])).toEqual([
    ['segment', 0],
    ['gone', 0],
  ])
})
