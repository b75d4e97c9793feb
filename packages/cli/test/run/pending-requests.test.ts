import { expect, it } from 'vitest'
import { describeRequest, PendingRequests, toRequestFields } from '../../src/run/pending-requests.ts'

it('knows which documents went with which request', () => {
  const pending = new PendingRequests(2)
  pending.add({ document: { id: 'a' }, position: { line: 1 }, amount: 5 })
  pending.add({ document: { id: 'b' }, position: { line: 3 }, amount: 6 })
  pending.add({ document: {}, position: { line: 4 }, amount: 7 })
  const [second, first] = [pending.take(1), pending.take(0)]
  expect(second).toEqual({ size: 1, ids: [], positions: { first: { line: 4 }, last: { line: 4 } }, amount: 7 })
  expect(first).toEqual({ size: 2, ids: ['a', 'b'], positions: { first: { line: 1 }, last: { line: 3 } }, amount: 11 })
})

it.each([
  [['a'], { first: { line: 1 }, last: { line: 1 } }, '"a"'],
  [
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    { first: { line: 1 }, last: { line: 7 } },
    '"a", "b", "c", "d", "e" and 2 more',
  ],
  [[], { first: { line: 3 }, last: { line: 3 } }, 'line 3'],
  [[], { first: { line: 3 }, last: { line: 9 } }, 'lines 3 to 9'],
  [[], { first: { file: 'a.txt' }, last: { file: 'a.txt' } }, 'a.txt'],
  [[], { first: { file: 'a.txt' }, last: { file: 'b.txt' } }, 'a.txt to b.txt'],
])('names documents with ids %j from %j: %s', (ids, positions, text) => {
  expect(describeRequest({ size: 1, ids, positions, amount: 1 })).toBe(text)
})

it('names them for a script by ids, and by lines or files', () => {
  const request = { size: 2, ids: ['a'], amount: 1 }
  const lines = { first: { line: 1 }, last: { line: 2 } }
  expect(toRequestFields({ ...request, positions: lines })).toEqual({ ids: ['a'], lines: { first: 1, last: 2 } })
  const files = { first: { file: 'a' }, last: { file: 'b' } }
  expect(toRequestFields({ ...request, positions: files })).toEqual({ ids: ['a'], files: { first: 'a', last: 'b' } })
})
