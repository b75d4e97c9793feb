import { expect, test } from 'vitest'
import { differ } from '../../src/plan/difference.ts'
import { sketchPlan } from './plans.ts'

const one = sketchPlan([
  { id: 'a/0', to: ['b/0'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'c/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

const two = sketchPlan([
  { id: 'a/0', to: ['b/0', 'b/1'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'b/1', to: ['c/0'] },
  { id: 'c/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

test('it finds nothing between equal plans', () => {
  expect(differ({ before: one, after: structuredClone(one) })).toEqual({ added: [], removed: [], rewired: [] })
})

test('it launches Peas that are new and links its neighbours again', () => {
  expect(differ({ before: one, after: two })).toEqual({ added: ['b/1'], removed: [], rewired: ['a/0', 'b/0', 'c/0'] })
})

test('it stops Peas that are left over', () => {
  expect(differ({ before: two, after: one })).toEqual({ added: [], removed: ['b/1'], rewired: ['a/0', 'b/0', 'c/0'] })
})
