import { expect, it } from 'vitest'
import { Pace } from '../../src/lane/pace.ts'

const windows: [service: number, concurrency: number, prefetch: number | undefined, window: number][] = [
  [50, 1, undefined, 1],
  [20, 1, undefined, 1],
  [5, 1, undefined, 2],
  [1, 1, undefined, 3],
  [0.1, 1, undefined, 21],
  [0.001, 1, undefined, 1_024],
  [50, 4, undefined, 4],
  [0.1, 1, 8, 8],
]

it.each(windows)('with calls of %d ms, %d at once, prefetch %s, holds %d', (service, concurrency, prefetch, window) => {
  const pace = new Pace({ concurrency, prefetch, isPassing: false })
  pace.measure(service)
  expect(pace.window()).toBe(window)
})

it('holds one request a call before it knows how long they take', () => {
  expect(new Pace({ concurrency: 2, isPassing: false }).window()).toBe(2)
})

it('holds few large payloads', () => {
  const pace = new Pace({ concurrency: 1, isPassing: true })
  expect(pace.window()).toBe(1_024)
  for (let index = 0; index < 100; index += 1) pace.weigh(1024 * 1024, 1)
  expect(pace.window()).toBe(16)
})
