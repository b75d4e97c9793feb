import { expect, it } from 'vitest'
import { parseDuration } from '../src/duration.ts'

it.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1.1s', 1_100],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['250', 250],
  ['', undefined],
  ['-1s', undefined],
  ['5 minutes', undefined],
])('reads %s as %s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})
