import { expect, it } from 'vitest'
import { parsePodSide } from '../../src/tap/pod-side.ts'

it('a side of a Pod is in or out', () => {
  expect(['encode', 'encode:in', 'encode:out'].map(parsePodSide)).toEqual([
    { pod: 'encode' },
    { pod: 'encode', at: 'in' },
    { pod: 'encode', at: 'out' },
  ])
})

it.each(['', ':in', 'encode:', 'encode:both', 'encode:in:out'])('%j is none', (text) => {
  expect(() => parsePodSide(text)).toThrow('Write the Pod')
})
