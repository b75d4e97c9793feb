import { expect, it } from 'vitest'
import { TestEdge } from './edge.ts'

it('fails what only a lost peer could take, and what any peer takes goes on', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'], polling: { '/all': 'all', default: 'any' } }).start(2)
  const [first, second] = test.peers
  test.send(1, { endpoint: '/all' })
  if (first !== undefined) test.exit(first, { isFinal: true })
  expect(test.failed.get(0)).toMatchObject({ code: 'REQUEST_PEA_LOST', pea: 'b/0' })
  test.send(1, { endpoint: '/all' })
  test.send(1)
  expect([...test.failed.keys()]).toEqual([0, 1])
  expect(test.edge.room('/all')).toBe(64)
  expect(test.edge.capacity).toBe(64)
  if (second !== undefined) test.exit(second, { isFinal: true })
  expect([...test.failed.keys()]).toEqual([0, 1, 2])
  test.send(1)
  expect(test.failed.get(3)?.message).toBe('b/0 is out of service: killed')
  test.wire(['b/0', 'b/1'])
  expect(test.edge.room('/')).toBe(0)
})
