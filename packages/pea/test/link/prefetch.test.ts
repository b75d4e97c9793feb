import { expect, it } from 'vitest'
import { Prefetch } from '../../src/link/prefetch.ts'

const windows: [service: number, concurrency: number, prefetch: number | undefined, prefetchLimit: number][] = [
  [50, 1, undefined, 1],
  [20, 1, undefined, 1],
  [5, 1, undefined, 2],
  [1, 1, undefined, 3],
  [0.1, 1, undefined, 21],
  [0.001, 1, undefined, 1_024],
  [50, 4, undefined, 4],
  [0.1, 1, 8, 8],
]

it.each(windows)(
  'with calls of %d ms, %d at once, prefetch %s, holds %d',
  (service, concurrency, prefetch, prefetchLimit) => {
    const measured = new Prefetch({ concurrency, prefetch })
    measured.measure(service)
    expect(measured.prefetchLimit()).toBe(prefetchLimit)
  },
)

it('holds one request a call before it knows how long they take', () => {
  expect(new Prefetch({ concurrency: 2 }).prefetchLimit()).toBe(2)
})

it('holds few large payloads', () => {
  const prefetch = new Prefetch({ concurrency: 1, capacity: () => Number.POSITIVE_INFINITY })
  expect(prefetch.prefetchLimit()).toBe(1_024)
  for (let index = 0; index < 100; index += 1) prefetch.weigh(1024 * 1024, 1)
  expect(prefetch.prefetchLimit()).toBe(16)
})

it('holds as much as the next ones, and never nothing, if it only passes on', () => {
  let capacity = 0
  const prefetch = new Prefetch({ concurrency: 1, capacity: () => capacity })
  expect(prefetch.prefetchLimit()).toBe(1)
  capacity = 21
  expect(prefetch.prefetchLimit()).toBe(21)
})
