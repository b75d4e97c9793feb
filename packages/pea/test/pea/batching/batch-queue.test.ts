import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodePayload } from '../../../src/document/payload.ts'
import { endCall, open, payloadOf, requestsOf, settled, sizeOf } from './opened.ts'

it('calls together what arrives at once, and then what piled up meanwhile', async () => {
  const { calls, add, sent } = open(4)
  for (const request of [0, 1]) add({ request })
  await settled()
  for (const request of [2, 3, 4, 5, 6]) add({ request })
  await settled()
  for (const index of [0, 1, 2]) {
    endCall(calls[index] as (typeof calls)[number])
    await settled()
  }
  expect(calls.map(requestsOf)).toEqual([[0, 1], [2, 3, 4, 5], [6]])
  expect([...sent.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(sent.get(3)).toEqual(payloadOf({ request: 3 }))
})

it('calls one that comes alone at once', async () => {
  const { calls, add } = open(4)
  add({ request: 0 })
  await Promise.resolve()
  expect(calls.map(requestsOf)).toEqual([[0]])
})

it('waits for others within its time, and calls at once what is full', async () => {
  const { calls, add } = open(3, { within: 60_000 })
  for (const request of [0, 1]) add({ request })
  await settled()
  expect(calls).toEqual([])
  add({ request: 2, endpoint: '/other' })
  await settled()
  expect(calls).toEqual([])
  add({ request: 3 })
  await settled()
  expect(calls.map(requestsOf)).toEqual([[0, 1, 3]])
})

it('calls what has waited for as long as it may', async () => {
  const { calls, add } = open(3, { within: 5 })
  const before = performance.now()
  for (const request of [0, 1]) add({ request })
  await expect.poll(() => calls.map(requestsOf), { interval: 1, timeout: 20_000 }).toEqual([[0, 1]])
  expect(performance.now() - before).toBeGreaterThanOrEqual(5)
})

it('calls alone what may have ended a Pea, and what nobody can read', async () => {
  const { calls, add } = open(8, { concurrency: 8 })
  add({ request: 0 })
  add({ request: 1, isUrgent: true })
  add({ request: 2 })
  await settled()
  expect(calls.map(requestsOf)).toEqual([[0, 2], [1]])
})

const requests = fc.array(
  fc.record({
    documents: fc.nat(12),
    parameters: fc.constantFrom({}, { a: 1 }),
    endpoint: fc.constantFrom('/', '/a'),
    isUrgent: fc.boolean(),
    isPoisoned: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
)

it('answers each request once and in order, fails exactly the poisoned ones, and fills no call beyond its limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      requests,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.nat(5)),
      async (requests, documents, concurrency, order) => {
        const { calls, add, sent, failed, caller } = open(documents, { concurrency })
        // A request without documents has none that can fail.
        const isPoisoned = (request: number) => requests[request]?.isPoisoned && requests[request].documents > 0
        const poisoned = new Set([...requests.keys()].filter(isPoisoned))
        for (const [request, one] of requests.entries()) add({ request, ...one })
        await settled()
        const running = new Set<(typeof calls)[number]>(calls)
        while (running.size > 0) {
          expect(running.size).toBeLessThanOrEqual(concurrency)
          const call = [...running][(order.next().value ?? 0) % running.size] as (typeof calls)[number]
          running.delete(call)
          const known = calls.length
          endCall(call, poisoned)
          await settled()
          for (const next of calls.slice(known)) running.add(next)
        }
        expect(Math.max(...calls.map(sizeOf))).toBeLessThanOrEqual(documents)
        expect(new Set(failed.keys())).toEqual(poisoned)
        expect([...failed.keys(), ...sent.keys()].sort((a, b) => a - b)).toEqual([...requests.keys()])
        for (const [request, payload] of sent) {
          expect(decodePayload(payload)).toEqual(decodePayload(payloadOf({ request, ...requests[request] })))
        }
        expect(caller.running).toBe(0)
      },
    ),
    { numRuns: 60 },
  )
})

it('fails a payload that it cannot split, and leaves any other mistake to the executor', async () => {
  const { calls, add, failed } = open(2)
  const cut = (request: number, documents: number) => payloadOf({ request, documents }).subarray(0, -3)
  add({ request: 0, payload: cut(0, 3) })
  add({ request: 1, payload: Buffer.of(0xc0) })
  add({ request: 2, payload: cut(2, 1) })
  add({ request: 3 })
  await settled()
  expect([...failed].map(([request, { code }]) => [request, code])).toEqual([
    [0, 'REQUEST_PAYLOAD'],
    [1, 'REQUEST_PAYLOAD'],
  ])
  expect(calls.map(({ payloads }) => payloads.length)).toEqual([1])
})

it('prefetches two batches of messages, by how many documents they have', () => {
  const { prefetch, add } = open(32)
  expect(prefetch.limit).toBe(64)
  for (let request = 0; request < 60; request += 1) add({ request, documents: 8 })
  expect(prefetch.limit).toBe(8)
})
