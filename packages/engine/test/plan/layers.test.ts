import { expect, test } from 'vitest'
import { peaLayers } from '../../src/plan/layers.ts'
import { sendersOf } from '../../src/plan/neighbours.ts'
import { sketchPlan } from './plans.ts'

const diamond = sketchPlan([
  { id: 'a/0', to: ['b/head', 'j/0'] },
  { id: 'b/head', to: ['b/0', 'b/1'] },
  { id: 'b/0', to: ['j/0'] },
  { id: 'b/1', to: ['j/0'] },
  { id: 'j/0', to: ['gateway'] },
  { id: 'side/0', to: [] },
  { id: 'gateway', to: ['a/0', 'side/0'] },
])

test('it puts each Pea behind all of its senders', () => {
  expect(peaLayers(diamond)).toEqual([['a/0', 'side/0'], ['b/head'], ['b/0', 'b/1'], ['j/0']])
})

test('it knows the senders of a Pea', () => {
  expect(sendersOf(diamond, 'j/0')).toEqual(['a/0', 'b/0', 'b/1'])
  expect(sendersOf(diamond, 'a/0')).toEqual(['gateway'])
})
