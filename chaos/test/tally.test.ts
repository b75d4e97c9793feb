import { expect, it } from 'vitest'
import { Oracle } from '../src/oracle.ts'
import type { Outcome } from '../src/run-history.ts'
import { Stopwatch } from '../src/stopwatch.ts'
import { tally, toTables } from '../src/tally.ts'

const outcome = (fields: Partial<Outcome> = {}): Outcome => ({
  verdicts: { ...new Oracle([]).verdicts, requests: 1_000, answers: 999, lost: 1 },
  done: new Map([['kill one', 2]]),
  stopwatch: { longestGap: 1_200.4, slowestRecovery: 10 },
  complaints: [],
  ...fields,
})

it('adds up what happened in all histories, and takes the longest of each time', () => {
  const second = outcome({ complaints: ['lost: 0.1'], stopwatch: { longestGap: 30, slowestRecovery: 70 } })
  const total = tally([outcome(), second])
  expect(total).toMatchObject({ histories: 2, failed: 1, longestGap: 1_200.4, slowestRecovery: 70 })
  expect(total.verdicts).toMatchObject({ requests: 2_000, answers: 1_998, lost: 2, twice: 0 })
  const tables = toTables(total, { before: 60.2, after: 80.7 })
  for (const row of [
    '| requests | 2,000 |',
    '| lost | 2 |',
    '| kill one | 4 |',
    '| longest gap between two answers | 1200 ms |',
  ])
    expect(tables).toContain(row)
})

it('measures gaps, and the time from the last of several restarts', () => {
  const stopwatch = new Stopwatch()
  stopwatch.onEnded()
  expect(stopwatch.slowestRecovery).toBe(0)
  stopwatch.onRestarted()
  stopwatch.onRestarted()
  stopwatch.onEnded()
  expect(stopwatch.ended).toBe(2)
  expect(stopwatch.slowestRecovery).toBeGreaterThan(0)
  expect(stopwatch.slowestRecovery).toBeLessThanOrEqual(stopwatch.longestGap)
  const { slowestRecovery } = stopwatch
  stopwatch.onEnded()
  expect(stopwatch.slowestRecovery).toBe(slowestRecovery)
})
