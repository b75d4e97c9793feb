import { expect, it } from 'vitest'
import { toAge, toBytes, toMilliseconds, toPercent, toRate } from '../../src/terminal/amount.ts'

it('amounts have a unit, and as many digits as matter', () => {
  expect([0, 999, 1_000, 1_434, 10_240, 87_031_808, 1_048_576_000, 2 ** 41].map(toBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '1.4 KB',
    '10 KB',
    '83 MB',
    '1.0 GB',
    '2.0 TB',
  ])
  expect([0, 0.344, 9.994, 12.46, 340.4, 1_204, 75_000].map(toMilliseconds)).toEqual([
    '0.00 ms',
    '0.34 ms',
    '9.99 ms',
    '12.5 ms',
    '340 ms',
    '1.20 s',
    '75.0 s',
  ])
  expect([0, 0.44, 12.5, 99.96, 1_203.6].map(toRate)).toEqual(['0', '0.4', '12.5', '100', '1,204'])
  expect([0, 0.123, 2].map(toPercent)).toEqual(['0%', '12%', '200%'])
  expect([0, 59_999, 60_000, 3_599_999, 7_200_000, 172_800_000].map(toAge)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '59 min',
    '2 h',
    '2 d',
  ])
})
