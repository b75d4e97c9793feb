import { expect, test } from 'vitest'
import { allowRestart } from '../../src/plan/restart-policy.ts'

const policy = { policy: 'on_failure', max: 3, window: 100 } as const

const cases: [name: string, restarts: number[], now: number, expected: number[] | undefined][] = [
  ['allows the first', [], 5, [5]],
  ['allows up to the maximum', [1, 2], 3, [1, 2, 3]],
  ['refuses more than that within the window', [1, 2, 3], 100, undefined],
  ['forgets what is longer ago than the window', [1, 2, 3], 101, [2, 3, 101]],
]

test.each(cases)('it %s', (_name, restarts, now, expected) => {
  expect(allowRestart(policy, restarts, now)).toEqual(expected)
})

test('it allows none if the policy is never', () => {
  expect(allowRestart({ ...policy, policy: 'never' }, [], 1)).toBeUndefined()
})
