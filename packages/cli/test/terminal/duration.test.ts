import { expect, it } from 'vitest'
import { toDuration } from '../../src/terminal/duration.ts'

it.each([
  [0, '0.0 s'],
  [1_234, '1.2 s'],
  [59_960, '1 min 0 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('%i ms are %s', (ms, text) => {
  expect(toDuration(ms)).toBe(text)
})
