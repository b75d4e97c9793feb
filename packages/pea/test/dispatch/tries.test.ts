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

it('counts no try for peers that showed no sign of life, however many there were', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'], calls: true, retries: 0 }).start(1)
  test.send(1)
  let ends = 0
  for (; ends < 6; ends += 1) {
    const peer = test.peers.find(({ unsettled }) => unsettled.length > 0)
    if (peer === undefined) break
    peer.call()
    test.exit(peer, { silent: true })
    peer.start(1)
  }
  expect(ends).toBe(6)
  expect([test.tried, [...test.failed]]).toEqual([[], []])
  test.settleAll()
  expect(test.owners.map(({ settledCount }) => settledCount)).toEqual([1])
})
