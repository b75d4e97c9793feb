import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TestEdge, type TestEdgeOptions } from './edge.ts'
import type { TestPeer } from './peers.ts'

function open(options: Partial<TestEdgeOptions> = {}): TestEdge {
  return new TestEdge({ peers: ['b/0', 'b/1', 'b/2'], calls: true, retries: 2, ...options })
}

const idOf = (peer: TestPeer) => peer.sender.peer

const action = fc.record({
  type: fc.constantFrom('send', 'send', 'settle', 'settle', 'settle', 'call', 'leave', 'stay', 'exit', 'start'),
  n: fc.nat(5),
})

/** Random events on an edge whose peers leave, stay after all, die and come back. */
class History {
  readonly test: TestEdge
  /** How much each peer had received when it began to leave. */
  readonly left = new Map<TestPeer, number>()

  constructor(options: Partial<TestEdgeOptions>) {
    this.test = open(options).start(3)
  }

  run({ type, n }: { readonly type: string; readonly n: number }): void {
    const { test, left } = this
    const peer = test.peers[n % test.peers.length] as TestPeer
    if (type === 'send') test.send(n)
    if (type === 'start' && !peer.isUp) peer.start(3)
    if (peer.isUp) this.#act(type, peer, n)
    for (const one of test.peers) one.acknowledge()
    for (const [one, received] of left) expect([idOf(one), one.received.length]).toEqual([idOf(one), received])
  }

  end(): void {
    const { test } = this
    for (const peer of [...this.left.keys()]) {
      while (peer.unsettled.length > 0) peer.settle()
      expect(test.edge.hasLeft(idOf(peer))).toBe(true)
      this.#act('exit', peer, 0)
    }
    for (const peer of test.peers) if (!peer.isUp) peer.start(3)
    test.settleAll()
  }

  #act(type: string, peer: TestPeer, n: number): void {
    const { test, left } = this
    if (type === 'settle') peer.settle(n)
    if (type === 'call') peer.call()
    if (type === 'leave') test.edge.onPeerLeaving({ peer: idOf(peer), incarnation: peer.incarnation })
    if (type === 'stay') test.edge.onPeerLeaving({ peer: idOf(peer), incarnation: 0 })
    if (type === 'leave' && !left.has(peer)) left.set(peer, peer.received.length)
    if (type === 'stay' || type === 'exit') left.delete(peer)
    if (type === 'exit') test.exit(peer)
  }
}

it.each([
  ['any', 'load_balance', true],
  ['any', 'load_balance', false],
  ['any', 'round_robin', true],
  ['all', 'load_balance', true],
] as const)(
  'sends nothing new to a peer that leaves, and loses nothing: %s, %s, calls: %s',
  (polling, scheduling, calls) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const history = new History({ polling, scheduling, calls })
        for (const one of actions) history.run(one)
        history.end()
        const { test } = history
        expect(test.edge.isIdle).toBe(true)
        const settled = test.owners.filter(({ request }) => !test.failed.has(request))
        expect(settled.map(({ settledCount }) => settledCount)).toEqual(settled.map(() => 1))
        for (const { code } of test.failed.values()) expect(code).toBe('REQUEST_PEA_DIED')
      }),
      { numRuns: 60 },
    )
  },
)

it('keeps its messages while its only peer leaves, for the next life of the peer', () => {
  const test = open({ peers: ['b/0'] }).start(2)
  const [peer] = test.peers as [TestPeer]
  test.send(1)
  test.edge.onPeerLeaving({ peer: 'b/0', incarnation: 1 })
  test.send(2)
  expect([test.received, test.edge.room('/'), test.edge.hasLeft('b/0')]).toEqual([[[0]], 0, false])
  peer.settle()
  expect([test.edge.hasLeft('b/0'), test.edge.isIdle]).toEqual([true, false])
  test.exit(peer)
  peer.start(2)
  for (let time = 0; time < 2; time++) peer.settle()
  expect([test.received, test.edge.isIdle, test.failed.size]).toEqual([[[1, 2]], true, 0])
})

it('gives what was redelivered to another peer when the one that was reserved for it leaves', () => {
  const test = open({ peers: ['b/0', 'b/1', 'b/2'] }).start(4)
  const [first, second, third] = test.peers as [TestPeer, TestPeer, TestPeer]
  test.send(9)
  test.exit(first)
  for (let time = 0; time < 3; time++) second.settle()
  expect(second.unsettled).toMatchObject([{ isUrgent: true }]) // the first that is redelivered, in isolation
  test.edge.onPeerLeaving({ peer: 'b/1', incarnation: 1 })
  second.settle()
  expect(second.unsettled).toEqual([])
  first.start(4)
  test.settleAll()
  expect([second.unsettled, third.unsettled, test.edge.isIdle]).toEqual([[], [], true])
})

it('has left a peer that it does not have, or whose next life is there', () => {
  const test = open({ peers: ['b/0'] }).start(1)
  expect(test.edge.hasLeft('b/9')).toBe(true)
  test.edge.onPeerLeaving({ peer: 'b/9', incarnation: 1 })
  test.peers[0]?.start(1)
  test.send(1)
  test.edge.onPeerLeaving({ peer: 'b/0', incarnation: 1 })
  expect(test.edge.hasLeft('b/0')).toBe(true)
  expect(test.edge.room('/')).toBe(0)
  test.peers[0]?.settle()
  expect(test.edge.room('/')).toBe(1)
})
