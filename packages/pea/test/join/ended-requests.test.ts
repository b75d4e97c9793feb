import { RECORD } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Joiner } from '../../src/join/joiner.ts'
import { Incoming } from './incoming.ts'

/** A joiner with these edges, and the links on which its messages arrive. */
function open(edges: readonly number[], isReplica = false) {
  const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded: () => {} })
  joiner.wire({ edges, isReplica })
  const links = edges.map(() => new Incoming())
  const add = (edge: number, fields: Parameters<Incoming['message']>[0]) => {
    const { message, acknowledgement } = links[edge]?.message(fields) ?? new Incoming().message(fields)
    return joiner.add(edge, acknowledgement, message)
  }
  const settled = () => links.map((link) => link.flush().settledBelow)
  return { joiner, add, settled }
}

const requests = fc.uniqueArray(fc.nat(9), { maxLength: 10 })

it('waits for no message of a request that has ended, whether its first comes before or after that is known', () => {
  fc.assert(
    fc.property(requests, requests, requests, fc.nat(10), (before, after, stillOpen, below) => {
      const { joiner, add } = open([0, 1])
      const hasEnded = (request: number) => request < below && !stillOpen.includes(request)
      for (const request of before) add(0, { request })
      const inVain = joiner.takeOpen({ below, requests: stillOpen })
      expect(new Set(inVain)).toEqual(new Set(before.filter(hasEnded)))
      for (const request of inVain) joiner.get(request)?.sendOn(0)
      for (const request of after) add(0, { request })
      const waiting = joiner.values().map(({ request }) => request)
      expect(new Set(waiting)).toEqual(new Set([...before, ...after].filter((request) => !hasEnded(request))))
    }),
  )
})

it('settles what comes of a request that has ended at once, in every attempt of it', () => {
  const { joiner, add, settled } = open([0, 1])
  joiner.takeOpen({ below: 5, requests: [4] })
  expect([add(0, { request: 3 }), add(1, { request: 3, attempt: 2 })]).toEqual([undefined, undefined])
  expect(add(0, { request: 4 })).toBeUndefined()
  expect([joiner.size, settled()]).toEqual([1, [1, 1]])
  // What is complete goes on: another message of it may be missing further down.
  expect(add(1, { request: 4 })).toMatchObject({ request: 4, state: 'queued' })
  expect(joiner.takeOpen({ below: 5, requests: [] })).toEqual([])
})

it('takes a message that needs no other, though its request has ended: a side branch may wait for it', () => {
  const ended = { below: 5, requests: [] }
  const single = open([0])
  single.joiner.takeOpen(ended)
  expect(single.add(0, { request: 1 })).toMatchObject({ state: 'queued' })
  expect(single.add(0, { request: 2, shard: 0, shards: 2 })).toBeUndefined()
  expect(single.joiner.size).toBe(1)
  const replica = open([0, 1], true)
  replica.joiner.takeOpen(ended)
  expect(replica.add(1, { request: 1, type: RECORD.DATA, shard: 1, shards: 2 })).toMatchObject({ state: 'queued' })
})
