import { describe, expect, it } from 'vitest'
import { fitsBusyFlow, retryAfterOf, waitOf } from '../../src/calls/estimate.ts'

/** Four at once that take 20 ms: 200 requests a second. */
const FOUR = { rate: 0.2, busy: 4 }

describe('the wait of one more request', () => {
  const waits: readonly (readonly [requests: number, milliseconds: number])[] = [
    [0, 0],
    [3, 0],
    [4, 5],
    [5, 10],
    [203, 1_000],
  ]
  it.each(waits)('behind %d is %d ms', (requests, milliseconds) => {
    expect(waitOf(requests, FOUR)).toBeCloseTo(milliseconds)
  })

  it('is not known before the Flow has answered', () => {
    expect(waitOf(1_000, undefined)).toBe(0)
    expect(waitOf(1_000, { rate: 0, busy: 0 })).toBe(0)
  })
})

it.each([
  [0, 1],
  [1, 1],
  [1_000, 1],
  [1_001, 2],
  [59_500, 60],
  [1e12, 600],
])('after a wait of %d ms, a client may try again in %d s', (wait, seconds) => {
  expect(retryAfterOf(wait)).toBe(seconds)
})

it('takes as many as keep the Flow busy, and hardly more', () => {
  expect([0, 3, 4, 5].map((requests) => fitsBusyFlow(requests, FOUR))).toEqual([true, true, false, false])
  expect([44, 45, 46].map((requests) => fitsBusyFlow(requests, { rate: 2, busy: 40 }))).toEqual([true, true, false])
})
