import { expect, it } from 'vitest'
import { describeRequest, Sent } from '../../src/run/sent.ts'

it('knows which documents went with which request', () => {
  const sent = new Sent(2)
  sent.add({ id: 'a' }, 1)
  sent.add({ id: 'b' }, 3)
  sent.add({}, 4)
  expect(sent.take(1)).toEqual({ size: 1, ids: [], lines: { first: 4, last: 4 } })
  expect(sent.take(0)).toEqual({ size: 2, ids: ['a', 'b'], lines: { first: 1, last: 3 } })
})

it.each([
  [['a'], { first: 1, last: 1 }, '"a"'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], { first: 1, last: 7 }, '"a", "b", "c", "d", "e" and 2 more'],
  [[], { first: 3, last: 3 }, 'line 3'],
  [[], { first: 3, last: 9 }, 'lines 3 to 9'],
])('calls the documents %j of %j %s', (ids, lines, text) => {
  expect(describeRequest({ size: 1, ids, lines })).toBe(text)
})
