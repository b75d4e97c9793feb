import { expect, it } from 'vitest'
import { describeProgress, describeTotal } from '../../src/screen/progress.ts'

it.each([
  [{ answered: 0, failed: 0, elapsed: 0 }, '0 documents'],
  [{ answered: 12_345, failed: 0, elapsed: 10_000 }, '12,345 documents  1,235/s'],
  [{ answered: 10, failed: 2, elapsed: 1_000, share: 0.5 }, '██████████░░░░░░░░░░ 50%  10 documents  10/s  2 failed'],
  [{ answered: 1, failed: 0, elapsed: 100, share: 1.2 }, '████████████████████ 100%  1 document'],
])('describes %j as %s', (state, text) => {
  expect(describeProgress(state)).toBe(text)
})

it.each([
  [{ answered: 1, failed: 0, elapsed: 1_240 }, '1 document in 1.2 s, none failed'],
  [{ answered: 12_345, failed: 1_200, elapsed: 90_000 }, '12,345 documents in 1 min 30 s, 1,200 failed'],
])('sums %j up as %s', (state, text) => {
  expect(describeTotal(state)).toBe(text)
})
