import { expect, it } from 'vitest'
import { describeRequest, PendingRequests } from '../../src/run/pending-requests.ts'

it('knows which documents went with which request', () => {
  const pending = new PendingRequests(2)
  pending.add({ id: 'a' }, 1)
  pending.add({ id: 'b' }, 3)
  pending.add({}, 4)
  expect(pending.take(1)).toEqual({ size: 1, ids: [], lines: { first: 4, last: 4 } })
  expect(pending.take(0)).toEqual({ size: 2, ids: ['a', 'b'], lines: { first: 1, last: 3 } })
})

it.each([
  [['a'], { first: 1, last: 1 }, '"a"'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], { first: 1, last: 7 }, '"a", "b", "c", "d", "e" and 2 more'],
  [[], { first: 3, last: 3 }, 'line 3'],
  [[], { first: 3, last: 9 }, 'lines 3 to 9'],
])('names documents with ids %j on %j: %s', (ids, lines, text) => {
  expect(describeRequest({ size: 1, ids, lines })).toBe(text)
})
