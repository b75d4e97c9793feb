import { expect, it } from 'vitest'
import { RateMeter } from '../../src/calls/rate-meter.ts'

it('measures what happened in the last two seconds', () => {
  const meter = new RateMeter(10_000)
  for (let now = 10_000; now < 15_000; now += 5) meter.add(now)
  expect(meter.rate(15_000)).toBeCloseTo(0.2, 1)
  expect(meter.rate(16_000)).toBeCloseTo(0.1, 1)
  expect(meter.rate(18_000)).toBe(0)
})

it('measures over a quarter of a second at least, so that two answers are no rate', () => {
  const meter = new RateMeter(10_000)
  meter.add(10_000)
  meter.add(10_001)
  expect(meter.rate(10_001)).toBeCloseTo(2 / 250)
})

it('forgets what happened before a long pause', () => {
  const meter = new RateMeter(0)
  for (let now = 0; now < 2_000; now += 1) meter.add(now)
  expect(meter.rate(1e9)).toBe(0)
})
