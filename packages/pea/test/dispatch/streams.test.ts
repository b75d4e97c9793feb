import { expect, it } from 'vitest'
import { CountedOwner } from '../link/counted.ts'
import { messageOf } from '../link/ends.ts'
import { TestEdge } from './edge.ts'

/** Sends a piece of a request. */
function send({ edge, owners, peers }: TestEdge, request: number, index: number, more = true): CountedOwner {
  const owner = new CountedOwner(request)
  owners.push(owner)
  edge.send(messageOf({ request, piece: { index, more } }), owner)
  for (const peer of peers) peer.acknowledge()
  return owner
}

const requests = (test: TestEdge) => test.received.map((received) => [...new Set(received)])

it('sends all pieces of an answer to the peer that got the first, while others wait their turn elsewhere', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'] }).start(2)
  send(test, 0, 0)
  send(test, 0, 1)
  send(test, 0, 2)
  send(test, 1, 0)
  send(test, 1, 1)
  send(test, 1, 2, false)
  test.settleAll()
  send(test, 0, 3, false)
  test.settleAll()
  expect(requests(test)).toEqual([[0], [1]])
  expect(test.received.map(({ length }) => length)).toEqual([4, 3])
})

it('sends pieces that were queued behind the first one after it, and not before those that come later', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'] }).start(1)
  send(test, 8, 0, false)
  send(test, 9, 0, false)
  for (const index of [0, 1]) send(test, 0, index)
  for (const index of [0, 1]) send(test, 1, index)
  test.peers[0]?.settle()
  for (const request of [0, 1]) send(test, request, 2, false)
  test.settleAll()
  const received = test.peers.flatMap(({ received }) => received)
  for (const request of [0, 1])
    expect(received.filter((one) => one.request === request).map(({ piece }) => piece)).toEqual([0, 1, 2])
  expect(test.received).toEqual([[8, 0, 0, 0, 1, 1, 1], [9]])
})

it('lets a leaving peer have the rest of what it has begun, and nothing else', () => {
  const test = new TestEdge({ peers: ['b/0'] }).start(9)
  send(test, 0, 0)
  test.edge.onPeerLeaving({ peer: 'b/0', incarnation: 1 })
  test.settleAll()
  expect(test.edge.hasLeft('b/0')).toBe(false)
  send(test, 1, 0)
  send(test, 0, 1, false)
  test.settleAll()
  expect([test.received, test.edge.hasLeft('b/0')]).toEqual([[[0, 0]], true])
})

it('lets answers end that have begun while it is paused', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'], polling: 'all' }).start(9)
  send(test, 0, 0)
  test.edge.pause()
  send(test, 1, 0)
  send(test, 0, 1)
  test.settleAll()
  expect([test.received, test.edge.isSettled]).toEqual([
    [
      [0, 0],
      [0, 0],
    ],
    false,
  ])
  send(test, 0, 2, false)
  test.settleAll()
  expect(test.edge.isSettled).toBe(true)
})

it('gives up an answer whose peer ends in the middle, and drops the rest of that attempt', () => {
  const test = new TestEdge({ peers: ['b/0'], calls: true }).start(9)
  const [first, second] = [send(test, 0, 0), send(test, 1, 0)]
  test.peers[0]?.settle()
  test.peers[0]?.call()
  const [peer] = test.peers
  if (peer !== undefined) test.exit(peer)
  expect(test.broken).toEqual([
    { request: 0, attempt: 0, tries: 0, peer: 'b/0', reason: 'killed' },
    { request: 1, attempt: 0, tries: 1, peer: 'b/0', reason: 'killed' },
  ])
  expect([test.tried, first.counts, second.counts]).toEqual([[[1, 1]], [1, 1, 1], [1, 1, 0]])
  peer?.start(9)
  expect(send(test, 0, 1).counts).toEqual([1, 1, 0])
  test.settleAll()
  expect([test.received, test.edge.isIdle]).toEqual([[[]], true])
  test.send(1, { request: 0, attempt: 1, piece: { index: 0, more: false } })
  expect(test.received).toEqual([[0]])
})

it('fails an answer that has cost more Peas than it may', () => {
  const test = new TestEdge({ peers: ['b/0'], calls: true, retries: 0 }).start(9)
  send(test, 0, 0)
  test.peers[0]?.call()
  if (test.peers[0] !== undefined) test.exit(test.peers[0])
  expect([test.broken, test.failed.get(0)?.code]).toEqual([[], 'REQUEST_PEA_DIED'])
})

it('gives up nothing of a request that is cancelled', () => {
  const test = new TestEdge({ peers: ['b/0'] }).start(9)
  send(test, 0, 0)
  test.edge.cancel(new Set([0]))
  if (test.peers[0] !== undefined) test.exit(test.peers[0])
  expect([test.broken, test.edge.isIdle]).toEqual([[], true])
})
