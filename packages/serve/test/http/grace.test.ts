import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Grace } from '../../src/http/grace.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('is over when nothing was answered for as long as it lasts', () => {
  let isOver = false
  const grace = new Grace(() => {
    isOver = true
  })
  grace.renew()
  vi.advanceTimersByTime(10_000)
  grace.begin(1_000)
  for (let answer = 0; answer < 5; answer += 1) {
    vi.advanceTimersByTime(999)
    grace.renew()
  }
  expect(isOver).toBe(false)
  vi.advanceTimersByTime(1_000)
  expect(isOver).toBe(true)
})

it('is as long as the shortest that was given, and never over once it has ended', () => {
  let count = 0
  const grace = new Grace(() => {
    count += 1
  })
  grace.begin(1_000)
  grace.begin(100)
  grace.begin(5_000)
  vi.advanceTimersByTime(100)
  expect(count).toBe(1)
  grace.end()
  grace.renew()
  vi.advanceTimersByTime(10_000)
  expect([count, vi.getTimerCount()]).toEqual([1, 0])
})
