import { expect, it } from 'vitest'
import { TestEdge } from './edge.ts'

it('counts on from the tries that a message brings, and reports each', () => {
  const test = new TestEdge({ peers: ['b/0'], calls: true, retries: 3 }).start(1)
  const [peer] = test.peers
  test.send(1, { tries: 2 })
  for (let round = 0; round < 2; round += 1) {
    peer?.call()
    if (peer !== undefined) test.exit(peer)
    peer?.start(1)
  }
  expect(test.tried).toEqual([
    [0, 3],
    [0, 4],
  ])
  expect(test.failed.get(0)).toMatchObject({ code: 'REQUEST_PEA_DIED' })
})
