import { RECORD } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Joiner } from '../../src/join/joiner.ts'
import type { PendingRequest } from '../../src/join/pending-request.ts'
import { Incoming } from './incoming.ts'

const EDGES = [0, 1, 2]
const SHARDS = 2
const REQUESTS = 4

/** One message: request, edge and shard, as a number. */
const whole = EDGES.flatMap((edge) =>
  [0, 1].flatMap((shard) => [0, 1, 2, 3].map((request) => ({ request, edge, shard }))),
)

/** Joins messages and settles each request as soon as it is complete, if it is to. */
function join(isSettledAtOnce: boolean) {
  const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded: () => {} })
  joiner.wire({ edges: EDGES, isReplica: false })
  const links = EDGES.map(() => new Incoming())
  const complete: PendingRequest[] = []
  const add = (
    { edge, ...fields }: { readonly request: number; readonly edge: number; readonly shard: number },
    type = 3,
  ) => {
    const payload = Buffer.from(`${fields.request} ${edge} ${fields.shard}`)
    const isError = type === RECORD.ERROR
    const arrived = links[edge]?.message({
      ...fields,
      shards: SHARDS,
      payload,
      type: isError ? RECORD.ERROR : RECORD.DATA,
    })
    if (arrived === undefined) throw new Error(`there is no edge ${edge}`)
    const pending = joiner.add(edge, arrived.acknowledgement, arrived.message)
    if (pending === undefined) return
    complete.push(pending)
    if (isSettledAtOnce) pending.sendOn(0)
  }
  return { joiner, links, complete, add }
}

it('completes a request exactly when the message of every shard on every edge is there, in any order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(whole, { minLength: whole.length }), (order) => {
      const { complete, add } = join(true)
      const arrived = new Map<number, number>()
      for (const one of order) {
        add(one)
        arrived.set(one.request, (arrived.get(one.request) ?? 0) + 1)
        const expected = [...arrived].filter(([, count]) => count === EDGES.length * SHARDS).map(([request]) => request)
        expect(complete.map(({ request }) => request).sort()).toEqual(expected.sort())
      }
      expect(complete).toHaveLength(REQUESTS)
    }),
    { numRuns: 30 },
  )
})

it('joins payloads in the order of edges and shards, and drops repeats, wherever they come', () => {
  const withRepeats = fc.shuffledSubarray([...whole, ...whole], { minLength: whole.length * 2 })
  fc.assert(
    fc.property(withRepeats, fc.boolean(), (order, isSettledAtOnce) => {
      const { joiner, links, complete, add } = join(isSettledAtOnce)
      for (const one of order) add(one)
      expect(complete.map(({ request }) => request).sort()).toEqual([0, 1, 2, 3])
      for (const pending of complete) {
        if (isSettledAtOnce) continue
        const expected = EDGES.flatMap((edge) => [0, 1].map((shard) => `${pending.request} ${edge} ${shard}`))
        expect(pending.payloads.map(String)).toEqual(expected)
        pending.sendOn(0)
      }
      expect(joiner.size).toBe(0)
      // Repeats are acknowledged too: nothing is left unsettled anywhere.
      const each = order.length / EDGES.length
      expect(links.map((link) => link.flush().settledBelow)).toEqual(EDGES.map(() => each))
      expect(links.map((link) => link.processed)).toEqual(EDGES.map(() => each))
    }),
    { numRuns: 30 },
  )
})

it('completes a request at once with an error, and drops its other messages', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(whole, { minLength: whole.length }), fc.nat(whole.length - 1), (order, at) => {
      const { complete, add } = join(true)
      const failing = order[at]
      for (const [index, one] of order.entries()) add(one, index === at ? RECORD.ERROR : RECORD.DATA)
      const failed = complete.filter(({ isError }) => isError)
      expect(complete.map(({ request }) => request).sort()).toEqual([0, 1, 2, 3])
      const wasComplete = order.filter(({ request }, index) => request === failing?.request && index > at).length === 0
      if (!wasComplete) expect(failed.map(({ request }) => request)).toEqual([failing?.request])
      expect(failed.every(({ isSingle }) => isSingle)).toBe(true)
    }),
    { numRuns: 30 },
  )
})

it('takes every message as a request of its own in one of several replicas, and on a single edge', () => {
  for (const plan of [
    { edges: [0, 1], isReplica: true },
    { edges: [0], isReplica: false },
  ]) {
    const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded: () => {} })
    joiner.wire(plan)
    const { message, acknowledgement } = new Incoming().message({ request: 5 })
    expect(joiner.add(0, acknowledgement, message)).toMatchObject({ request: 5, isSingle: true, state: 'queued' })
    expect(joiner.get(5)).toBeDefined()
    expect(joiner.values()).toHaveLength(1)
  }
})

it('knows on which edges a message is missing', () => {
  const { joiner, add } = join(false)
  for (const one of [
    { edge: 0, shard: 0 },
    { edge: 0, shard: 1 },
    { edge: 2, shard: 0 },
  ])
    add({ request: 1, ...one })
  const pending = joiner.get(1)
  expect(pending && joiner.missing(pending)).toEqual([1, 2])
})

it('claims all requests of a batch, or none', () => {
  const requests = fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(requests, { maxLength: 8 }), (batches) => {
      const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded: () => {} })
      joiner.wire({ edges: [0], isReplica: false })
      const over = new Set<number>()
      for (const batch of batches) {
        const arrived = new Incoming().batch(batch.map((request) => ({ request })))
        const isFresh = batch.every((request) => !over.has(request))
        expect(joiner.claim(arrived.batch)).toBe(isFresh)
        if (isFresh) for (const request of batch) over.add(request)
        for (let request = 0; request <= 20; request += 1) expect(joiner.isOver(request)).toBe(over.has(request))
      }
    }),
    { numRuns: 50 },
  )
})

it('counts a relayed batch until the next Pea has all of it, and settles repeats of it with it', () => {
  const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded: () => {} })
  joiner.wire({ edges: [0], isReplica: false })
  const [link, repeating] = [new Incoming(), new Incoming()]
  const { batch, acknowledgement } = link.batch([{ request: 1 }, { request: 2 }])
  const relayed = joiner.relay(batch, acknowledgement)
  const repeat = repeating.message({ request: 2 })
  expect(joiner.add(0, repeat.acknowledgement, repeat.message)).toBeUndefined()
  expect(joiner.relay(batch, acknowledgement)).toBeUndefined()
  relayed?.allSent()
  relayed?.received()
  expect([joiner.size, link.flush().settledBelow, repeating.flush().settledBelow]).toEqual([1, 0, 0])
  expect(joiner.requests).toBe(2)
  relayed?.received()
  expect([joiner.size, link.flush().settledBelow, repeating.flush().settledBelow]).toEqual([0, 2, 1])
})

it('drops what comes of a request that was marked as over, until no repeat can come any more', () => {
  const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded: () => {} })
  joiner.wire({ edges: [0], isReplica: false })
  joiner.markOver(3, 1_000)
  const link = new Incoming()
  const { message, acknowledgement } = link.message({ request: 3 })
  expect(joiner.add(0, acknowledgement, message)).toBeUndefined()
  expect(link.flush()).toMatchObject({ settledBelow: 1, processed: 1 })
  joiner.sweep(100_000)
  expect(joiner.isOver(3)).toBe(false)
})
