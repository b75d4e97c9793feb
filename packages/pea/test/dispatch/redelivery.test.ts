import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Redelivery } from '../../src/dispatch/redelivery.ts'
import { countedDelivery } from '../link/counted.ts'
import { TestPeer } from './peers.ts'

/** Peers with this much credit, and the redelivery to them. */
function open(count: number, calls: boolean, limit = 8) {
  const redelivery = new Redelivery()
  const peers: TestPeer[] = []
  const senders = () => peers.map(({ sender }) => sender)
  const listener = { onAck: () => redelivery.pump(senders()), onReturned: () => undefined }
  for (let index = 0; index < count; index += 1) peers.push(new TestPeer(`b/${index}`, listener, calls).start(limit))
  const pump = () => {
    redelivery.pump(senders())
    for (const peer of peers) peer.acknowledge()
  }
  return { redelivery, peers, pump }
}

const deliveries = fc.array(fc.option(fc.nat(2), { nil: undefined }), { maxLength: 12 })

/** Redelivers everything, one settled message after another, and looks at the peers meanwhile. */
function drain({ redelivery, peers, pump }: ReturnType<typeof open>, rounds: number): void {
  for (let round = 0; round < rounds; round += 1) {
    pump()
    for (const { unsettled, sender } of peers) {
      expect(unsettled.length).toBeLessThanOrEqual(1)
      expect(unsettled.length === 0 || redelivery.reserves(sender)).toBe(true)
    }
    peers[round % peers.length]?.settle()
  }
}

it('sends a calling peer one at a time and nothing besides, until everything was sent once', () => {
  fc.assert(
    fc.property(deliveries, (targets) => {
      const opened = open(3, true)
      const { redelivery, peers, pump } = opened
      for (const [request, target] of targets.entries())
        redelivery.add(countedDelivery(request)[0], target === undefined ? undefined : `b/${target}`)
      drain(opened, targets.length * 3 + 3)
      pump()
      expect(redelivery.isActive).toBe(false)
      const received = peers.map((peer) => peer.received.map(({ request }) => request))
      expect(received.flat().sort((a, b) => a - b)).toEqual(targets.map((_, request) => request))
      const isMisdirected = targets.some(
        (target, request) => target !== undefined && !received[target]?.includes(request),
      )
      expect(isMisdirected).toBe(false)
    }),
    { numRuns: 60 },
  )
})

it('marks what it sends to a calling peer as urgent, and nothing else', () => {
  for (const calls of [true, false]) {
    const { redelivery, peers, pump } = open(1, calls)
    redelivery.add(countedDelivery(1)[0])
    pump()
    expect(peers[0]?.received).toMatchObject([{ request: 1, isUrgent: calls }])
  }
})

it('sends a peer that calls nothing everything at once', () => {
  const { redelivery, peers, pump } = open(1, false, 3)
  for (let request = 0; request < 5; request += 1) redelivery.add(countedDelivery(request)[0])
  pump()
  expect(peers[0]?.received.map(({ request }) => request)).toEqual([0, 1, 2])
  expect(redelivery.size).toBe(2)
})

it('skips what has been dropped, and reserves another sender once a peer has gone', () => {
  const { redelivery, peers, pump } = open(2, true)
  const [dropped] = countedDelivery(0)
  dropped.drop()
  redelivery.add(dropped)
  redelivery.add(countedDelivery(1)[0])
  pump()
  expect(peers.map(({ received }) => received.length)).toEqual([1, 0])
  const [first, second] = peers
  if (first === undefined || second === undefined) throw new Error('two peers were expected')
  expect([redelivery.reserves(first.sender), redelivery.reserves(second.sender)]).toEqual([true, false])
  for (const delivery of first.sender.detach()) redelivery.add(delivery)
  first.isUp = false
  redelivery.release(first.sender)
  pump()
  expect(second.received.map(({ request }) => request)).toEqual([1])
})

it('gives out what passes a test, and what is for one peer only', () => {
  const { redelivery } = open(0, true)
  for (const [request, peer] of [undefined, 'b/0', 'b/1', 'b/0'].entries())
    redelivery.add(countedDelivery(request)[0], peer)
  expect(redelivery.extract(({ request }) => request < 2).map(({ request }) => request)).toEqual([0, 1])
  expect(redelivery.extractFor('b/0').map(({ request }) => request)).toEqual([3])
  expect(redelivery.extractFor('b/9')).toEqual([])
  expect(redelivery.size).toBe(1)
})
