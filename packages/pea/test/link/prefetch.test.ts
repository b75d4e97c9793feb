import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Prefetch, type PrefetchLimits } from '../../src/link/prefetch.ts'

/** A prefetch that is open, after calls of these durations. */
function prefetchOf(limits: PrefetchLimits, ...durations: number[]): Prefetch {
  const prefetch = new Prefetch(limits)
  prefetch.open()
  for (const duration of durations) prefetch.addCall(duration)
  return prefetch
}

const limits: [duration: number, concurrency: number, prefetch: number | undefined, limit: number][] = [
  [50, 1, undefined, 1],
  [20, 1, undefined, 1],
  [5, 1, undefined, 2],
  [1, 1, undefined, 3],
  [0.1, 1, undefined, 21],
  [0.001, 1, undefined, 1_024],
  [50, 4, undefined, 4],
  [0.1, 1, 8, 8],
]

it.each(limits)('with calls of %d ms, %d at once, prefetch %s, is %d', (duration, concurrency, prefetch, limit) => {
  expect(prefetchOf({ concurrency, prefetch }, duration).limit).toBe(limit)
})

const batches: [duration: number, limits: PrefetchLimits, perMessage: number, limit: number][] = [
  [50, { concurrency: 1, documents: 32 }, 1, 64],
  [50, { concurrency: 2, documents: 32 }, 1, 128],
  [50, { concurrency: 1, documents: 32 }, 8, 8],
  [50, { concurrency: 1, documents: 32 }, 100, 2],
  [1, { concurrency: 1, documents: 32 }, 1, 96],
  [50, { concurrency: 1, documents: 32, prefetch: 16 }, 1, 16],
  [50, { concurrency: 1, documents: 600 }, 1, 1_024],
]

it.each(batches)(
  'with calls of %d ms, %j and %d documents in a message, is %d',
  (duration, limits, perMessage, limit) => {
    const prefetch = prefetchOf(limits, duration)
    for (let index = 0; index < 100; index += 1) prefetch.addDocuments(perMessage)
    expect(prefetch.limit).toBe(limit)
  },
)

it('is one message for each concurrent call while their duration is unknown', () => {
  expect(prefetchOf({ concurrency: 2 }).limit).toBe(2)
})

it('is 0 until it is opened', () => {
  const prefetch = new Prefetch({ concurrency: 2 })
  prefetch.addCall(1)
  expect(prefetch.limit).toBe(0)
  prefetch.open()
  expect(prefetch.limit).toBe(6)
})

it('is small for large payloads', () => {
  const prefetch = prefetchOf({ concurrency: 1, capacity: () => Number.POSITIVE_INFINITY })
  expect(prefetch.limit).toBe(1_024)
  for (let index = 0; index < 100; index += 1) prefetch.addPayloads(1024 * 1024, 1)
  expect(prefetch.limit).toBe(16)
})

it('follows the capacity of the next Peas, and is never 0, for a Pea that calls no executor', () => {
  let capacity = 0
  const prefetch = prefetchOf({ concurrency: 1, capacity: () => capacity })
  expect(prefetch.limit).toBe(1)
  capacity = 21
  expect(prefetch.limit).toBe(21)
})

it('weighs a batch like its messages one by one', () => {
  const [whole, single] = [prefetchOf({ concurrency: 1_024 }), prefetchOf({ concurrency: 1_024 })]
  whole.addPayloads(8 * 100_000, 8)
  for (let index = 0; index < 8; index += 1) single.addPayloads(100_000, 1)
  expect(whole.limit).toBe(single.limit)
})

const durations = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 })

it('is at least 1, at most what is configured, and smaller the longer the calls', () => {
  fc.assert(
    fc.property(
      durations,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 100 }),
      (calls, concurrency, most) => {
        const shorter = prefetchOf({ concurrency, prefetch: most }, ...calls)
        const longer = prefetchOf({ concurrency, prefetch: most }, ...calls.map((duration) => duration * 2 + 0.1))
        expect(shorter.limit).toBeGreaterThanOrEqual(1)
        expect(shorter.limit).toBeLessThanOrEqual(most)
        expect(longer.limit).toBeLessThanOrEqual(shorter.limit)
        expect(shorter.isFast && shorter.isSlow).toBe(false)
      },
    ),
  )
})
