import { expect, it } from 'vitest'
import { nearest } from '../src/nearest.ts'

const words = ['replicas', 'replica-id', 'uses', 'uses_before', 'role']

it.each([
  ['replcas', 'replicas'],
  ['relpicas', 'replicas'],
  ['use', 'uses'],
  ['USES', 'uses'],
  ['uses_befor', 'uses_before'],
  ['frobnicate', undefined],
  ['', undefined],
])('corrects %s to %s', (word, meant) => {
  expect(nearest(word, words)).toBe(meant)
})
