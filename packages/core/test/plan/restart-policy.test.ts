import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HEALTHY_AFTER, NO_RESTARTS, nextRestart, type Restarts } from '../../src/plan/restart-policy.ts'

const window = 60_000
const limited = { policy: 'on_failure', max: 3, window: 100 } as const
const unlimited = { policy: 'on_failure', window } as const

const cases: [name: string, times: number[], now: number, expected: number[] | undefined][] = [
  ['allows the first', [], 5, [5]],
  ['allows up to the maximum', [1, 2], 3, [1, 2, 3]],
  ['refuses more than that within the window', [1, 2, 3], 100, undefined],
  ['forgets what is longer ago than the window', [1, 2, 3], 101, [2, 3, 101]],
]

test.each(cases)('with a maximum it %s', (_name, times, now, expected) => {
  const restart = nextRestart(limited, { count: times.length, streak: 0, times }, { now, healthyFor: 0 })
  expect(restart?.restarts.times).toEqual(expected)
})

test('it allows none if the policy is never', () => {
  expect(nextRestart({ ...limited, policy: 'never' }, NO_RESTARTS, { now: 1, healthyFor: 1e9 })).toBeUndefined()
})

/** The pauses before restarts of a Pea that is healthy for some time before each end. */
function pauses(health: readonly number[]): readonly number[] {
  let restarts: Restarts = NO_RESTARTS
  return health.map((healthyFor, now) => {
    const restart = nextRestart(unlimited, restarts, { now, healthyFor })
    restarts = restart?.restarts ?? restarts
    return restart?.pause ?? Number.NaN
  })
}

test('it restarts at once, then after 100 ms, which double up to 30 s', () => {
  const doubled = [0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]
  expect(pauses(doubled.map(() => 0))).toEqual(doubled)
})

test('it restarts at once again after 60 s of health, and not before', () => {
  expect(pauses([0, 0, 0, HEALTHY_AFTER - 1, HEALTHY_AFTER, 0, 1])).toEqual([0, 100, 200, 400, 0, 100, 200])
})

test('it needs no memory without a maximum, counts every restart, and never pauses longer than 30 s', () => {
  const ends = fc.array(fc.record({ now: fc.nat(), healthyFor: fc.nat(2 * HEALTHY_AFTER) }), { maxLength: 3_000 })
  fc.assert(
    fc.property(ends, (history) => {
      let restarts: Restarts = NO_RESTARTS
      for (const end of history) {
        const restart = nextRestart(unlimited, restarts, end)
        expect(restart?.pause).toBeLessThanOrEqual(30_000)
        restarts = restart?.restarts ?? restarts
      }
      expect(restarts).toMatchObject({ count: history.length, times: [] })
    }),
    { numRuns: 30 },
  )
})
