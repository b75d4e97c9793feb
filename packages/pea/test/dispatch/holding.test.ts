import { expect, it } from 'vitest'
import { TestEdge } from './edge.ts'

it('says what it holds of the attempts that it is asked about, and for which peers', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'], calls: true, polling: { '/all': 'all', default: 'any' } })
  const [first, second] = test.peers
  first?.start(1)
  test.send(2)
  test.send(1, { endpoint: '/all' })
  test.send(1, { attempt: 1 })
  second?.start(0)
  const held = () => test.edge.holding(new Map([0, 1, 2, 3, 9].map((request) => [request, 0])))
  const link = { at: 'link', to: 'b', edge: 0 }
  expect(held()).toEqual([
    { ...link, peers: ['b/0'], requests: [0] },
    { ...link, peers: ['b/0', 'b/1'], requests: [1, 2] },
  ])
  if (first !== undefined) test.exit(first)
  expect(held()).toEqual([
    { ...link, peers: ['b/0', 'b/1'], requests: [0] },
    { ...link, peers: ['b/0', 'b/1'], requests: [1, 2] },
  ])
  test.edge.cancel(new Set([0, 1, 2]))
  expect(held()).toEqual([])
})
