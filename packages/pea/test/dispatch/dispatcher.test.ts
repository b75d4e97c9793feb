import type { Polling, Scheduling } from '@peaflow/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Dispatcher } from '../../src/dispatch/dispatcher.ts'
import { CountedOwner } from '../link/counted.ts'
import { messageOf } from '../link/ends.ts'
import { TestPeer } from './peers.ts'

/** A dispatcher over peers with these limits, and what its messages went to. */
function open(
  limits: readonly number[],
  plan: { polling?: Polling; scheduling?: Scheduling } = {},
  looksAhead = false,
) {
  const dispatcher = new Dispatcher({ polling: 'any', scheduling: 'load_balance', ...plan }, looksAhead)
  const listener = { onAck: () => dispatcher.pump(), onReturned: () => undefined }
  const peers = limits.map((_, index) => new TestPeer(`b/${index}`, listener))
  dispatcher.wire(
    { polling: 'any', scheduling: 'load_balance', ...plan },
    [...peers].reverse().map(({ sender }) => sender),
  )
  for (const [index, limit] of limits.entries()) peers[index]?.start(limit)
  let next = 0
  const send = (count: number, endpoint = '/') => {
    for (let sent = 0; sent < count; sent += 1) {
      const request = next++
      dispatcher.send(messageOf({ request, endpoint }), new CountedOwner(request))
    }
    for (const peer of peers) peer.acknowledge()
  }
  const received = () => peers.map((peer) => peer.received.map(({ request }) => request))
  return { dispatcher, peers, send, received }
}

const limits = fc.array(fc.nat(5), { minLength: 1, maxLength: 4 })
const scheduling = fc.constantFrom<Scheduling>('load_balance', 'round_robin')

it('gives each message to one peer, in order on each link, within the credit, and queues the rest in order', () => {
  fc.assert(
    fc.property(limits, fc.nat(30), scheduling, (credits, count, how) => {
      const { dispatcher, send, received, peers } = open(credits, { scheduling: how })
      send(count)
      const all = received()
      for (const one of all) expect(one).toEqual([...one].sort((a, b) => a - b))
      const sent = all.flat().sort((a, b) => a - b)
      expect(sent).toEqual(Array.from({ length: count - dispatcher.backlog.size }, (_, request) => request))
      expect(peers.map(({ violations }) => violations)).toEqual(credits.map(() => 0))
      const credit = credits.reduce((sum, one) => sum + one, 0)
      if (how === 'load_balance') expect(sent).toHaveLength(Math.min(count, credit))
    }),
    { numRuns: 60 },
  )
})

it('gives each message to all peers, as the shard of each, once all have credit', () => {
  fc.assert(
    fc.property(limits, fc.nat(10), (credits, count) => {
      const { dispatcher, send, peers } = open(credits, { polling: 'all' })
      send(count)
      const sent = Math.min(count, ...credits)
      for (const [shard, peer] of peers.entries()) {
        const expected = Array.from({ length: sent }, (_, request) => ({ request, shard, shards: credits.length }))
        expect(peer.received).toMatchObject(expected)
        expect(peer.received).toHaveLength(sent)
      }
      expect(dispatcher.backlog.size).toBe(count - sent)
    }),
    { numRuns: 60 },
  )
})

it('does not block what any replica takes by what waits for all', () => {
  const { dispatcher, send, received } = open([0, 4], { polling: { '/all': 'all', default: 'any' } })
  send(2, '/all')
  send(2)
  expect(received()).toEqual([[], [2, 3]])
  expect([dispatcher.room('/all'), dispatcher.room('/')]).toEqual([0, 0])
})

it('accepts what the peers have credit for, without what is queued', () => {
  const { dispatcher, send, peers } = open([3, 2], { polling: { '/all': 'all', default: 'any' } })
  expect([dispatcher.room('/'), dispatcher.room('/all'), dispatcher.capacity]).toEqual([5, 2, 2])
  send(4)
  expect(dispatcher.room('/')).toBe(1)
  peers[0]?.sender.detach()
  expect(dispatcher.room('/all')).toBe(0)
  dispatcher.isPaused = true
  expect(dispatcher.room('/')).toBe(0)
})

it('counts what the peers hold and accept as its capacity', () => {
  const { dispatcher, send } = open([3, 2])
  send(4)
  expect(dispatcher.capacity).toBe(5)
})

it('relays over its only sender, while that has credit and nothing is queued or redelivered', () => {
  const { dispatcher, peers, send } = open([3])
  expect(dispatcher.senderFor(3)).toBe(peers[0]?.sender)
  expect(dispatcher.senderFor(4)).toBeUndefined()
  send(4)
  expect(dispatcher.senderFor(0)).toBeUndefined()
  const several = open([3, 3])
  expect(several.dispatcher.senderFor(1)).toBeUndefined()
  expect(open([3], { polling: 'all' }).dispatcher.senderFor(1)).toBeUndefined()
})

it('takes turns where that is asked for, also after it is wired otherwise', () => {
  const { dispatcher, peers, send, received } = open([9, 9, 9])
  const senders = peers.map(({ sender }) => sender)
  dispatcher.wire({ polling: 'any', scheduling: 'round_robin' }, senders)
  send(6)
  expect(received()).toEqual([
    [0, 3],
    [1, 4],
    [2, 5],
  ])
})

it('accepts more than the credit where it looks ahead, as far as its peers are known to be slow', () => {
  const { dispatcher } = open([1, 1], {}, true)
  expect(dispatcher.room('/')).toBe(2)
})
