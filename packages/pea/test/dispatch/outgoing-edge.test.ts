import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TestEdge } from './edge.ts'

const PEERS = ['b/0', 'b/1', 'b/2']

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('send' as const), n: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('settle' as const), n: fc.nat(1_000) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('call' as const), n: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('die' as const), n: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('start' as const), n: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cancel' as const), n: fc.nat(30) }) },
)

type Step = { readonly type: 'send' | 'settle' | 'call' | 'die' | 'start' | 'cancel'; readonly n: number }

/** Random events on an edge, and which requests were cancelled. */
class History {
  readonly cancelled = new Set<number>()
  readonly test: TestEdge

  constructor(polling: 'any' | 'all', calls: boolean) {
    this.test = new TestEdge({ peers: PEERS, polling, calls, retries: 2 }).start(4)
  }

  run({ type, n }: Step): void {
    const { test } = this
    const peer = test.peers[n % PEERS.length]
    if (peer === undefined) return
    if (type === 'send') test.send(n)
    if (type === 'settle' && peer.isUp) peer.settle(n)
    if (type === 'call' && peer.isUp) peer.call(2)
    if (type === 'die' && peer.isUp) test.exit(peer)
    if (type === 'start' && !peer.isUp) peer.start(4)
    if (type === 'cancel') this.#cancel(n)
    for (const one of test.peers) one.acknowledge()
  }

  end(): void {
    for (const peer of this.test.peers) if (!peer.isUp) peer.start(4)
    this.test.settleAll()
  }

  #cancel(request: number): void {
    if (request >= this.test.owners.length) return
    this.cancelled.add(request)
    this.test.edge.cancel(new Set([request]))
  }
}

it.each([
  ['any', false],
  ['any', true],
  ['all', false],
  ['all', true],
] as const)('settles, fails or drops every message exactly once, polling %s, calling: %s', (polling, calls) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (script) => {
      const history = new History(polling, calls)
      for (const one of script) history.run(one)
      history.end()
      const { test, cancelled } = history
      expect(test.edge.isIdle).toBe(true)
      expect(test.peers.map(({ violations }) => violations)).toEqual([0, 0, 0])
      for (const { request, counts } of test.owners) {
        const isGivenUp = cancelled.has(request) || test.failed.has(request)
        expect([request, ...counts.slice(0, 2)]).toEqual([request, 1, 1])
        if (!isGivenUp) expect(counts[2]).toBe(1)
        expect(counts[2]).toBeLessThanOrEqual(1)
      }
      for (const { code } of test.failed.values()) expect(code).toBe('REQUEST_PEA_DIED')
    }),
    { numRuns: 60 },
  )
})

it('fails a request exactly when more peers have died over it than its retries allow', () => {
  const test = new TestEdge({ peers: ['b/0'], calls: true, retries: 1 }).start(1)
  const [peer] = test.peers
  test.send(1)
  for (let deaths = 1; deaths <= 2; deaths += 1) {
    peer?.call()
    expect(test.failed.size).toBe(0)
    if (peer !== undefined) test.exit(peer)
    if (deaths === 1) peer?.start(1)
  }
  expect(test.failed.get(0)).toMatchObject({
    code: 'REQUEST_PEA_DIED',
    message: 'b/0 died while it worked on this request, as did 1 before it: killed',
    pod: 'b',
    pea: 'b/0',
  })
  expect(test.edge.isIdle).toBe(true)
})

it('does not redeliver what has its answer already', () => {
  const test = new TestEdge({ peers: ['b/0'], isAnswered: (request) => request === 1 }).start(3)
  test.send(3)
  const [peer] = test.peers
  if (peer !== undefined) test.exit(peer)
  peer?.start(3)
  expect(test.received).toEqual([[0, 2]])
  test.settleAll()
  expect(test.owners.map(({ counts }) => counts)).toEqual([
    [1, 1, 1],
    [1, 1, 0],
    [1, 1, 1],
  ])
})

it('redelivers nothing of a request that is cancelled, and drops it in every queue', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'], polling: { '/all': 'all', default: 'any' } }).start(1)
  test.send(3)
  test.send(2, { endpoint: '/all' })
  test.edge.cancel(new Set([0, 2, 3]))
  const [first] = test.peers
  if (first !== undefined) test.exit(first)
  first?.start(4)
  test.settleAll()
  const all = test.received.flat()
  expect(all.filter((request) => request === 2 || request === 3)).toEqual([])
  expect(test.owners.map(({ counts }) => counts[1])).toEqual([1, 1, 1, 1, 1])
  expect(test.edge.isIdle).toBe(true)
})

it('ignores the exit of an earlier incarnation, and of a peer that it does not have', () => {
  const test = new TestEdge({ peers: ['b/0'] }).start(2)
  const [peer] = test.peers
  peer?.start(2)
  test.send(1)
  test.edge.onPeerExit({ peer: 'b/0', incarnation: 1, reason: 'old', isFinal: false })
  test.edge.onPeerExit({ peer: 'c/0', incarnation: 1, reason: 'other', isFinal: false })
  expect(peer?.sender.unsettled).toBe(1)
})

it('redelivers what a removed peer had not settled to the others', () => {
  const test = new TestEdge({ peers: ['b/0', 'b/1'] }).start(2)
  test.send(4)
  test.wire(['b/1'])
  test.peers[1]?.grant(8)
  test.settleAll()
  expect([...(test.received[1] ?? [])].sort()).toEqual([0, 1, 2, 3])
  expect(test.owners.every(({ settledCount }) => settledCount === 1)).toBe(true)
})

it('sends nothing new while it is paused, and goes on after the next wiring', () => {
  const test = new TestEdge({ peers: ['b/0'] }).start(4)
  test.edge.pause()
  test.send(2)
  expect([test.edge.room('/'), test.received, test.edge.isSettled, test.edge.isIdle]).toEqual([0, [[]], true, false])
  test.wire(['b/0'])
  test.peers[0]?.acknowledge()
  expect(test.received).toEqual([[0, 1]])
})

it('fails what is queued past its deadline, and names the peers that are absent', () => {
  const test = new TestEdge({ peers: ['b/0'] })
  test.send(1, { timeLeft: 5 })
  test.edge.sweep(performance.now() - 1_000)
  expect(test.failed.size).toBe(0)
  test.edge.sweep(performance.now() + 1_000)
  expect(test.failed.get(0)?.message).toBe('the request timed out waiting for b/0 to come back')
  test.start(0)
  test.send(1, { timeLeft: 5 })
  test.edge.sweep(performance.now() + 1_000)
  expect(test.failed.get(1)?.message).toBe('the request timed out waiting for "b" to accept it')
  expect(test.edge.isIdle).toBe(true)
})

it('fails a call that blocks its thread once, and reports its peer each time', () => {
  const test = new TestEdge({ peers: ['b/0'], calls: true, timeoutCall: 150 }).start(1)
  test.send(1)
  test.peers[0]?.call()
  const now = performance.now()
  test.edge.sweep(now + 1_000)
  expect(test.stuck).toEqual([])
  test.edge.sweep(now + 2_000)
  test.edge.sweep(now + 3_000)
  expect(test.failed.get(0)?.message).toBe('a call in b/0 exceeded its limit of 150 ms and blocks its thread')
  expect(test.stuck).toEqual([
    ['b/0', 1],
    ['b/0', 1],
  ])
})
