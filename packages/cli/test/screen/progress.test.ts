import { expect, it } from 'vitest'
import { describeProgress } from '../../src/screen/progress.ts'

it.each([
  [{ answered: 0, failed: 0, elapsed: 0 }, '0 documents'],
  [{ answered: 12_345, failed: 0, elapsed: 10_000 }, '12,345 documents  1,235/s'],
  [{ answered: 10, failed: 2, elapsed: 1_000, read: 0.5 }, '██████████░░░░░░░░░░ 50%  10 documents  10/s  2 failed'],
  [{ answered: 1, failed: 0, elapsed: 100, read: 1.2 }, '████████████████████ 100%  1 document'],
])('describes %j as %s', (state, text) => {
  expect(describeProgress(state)).toBe(text)
})
