import { expect, it } from 'vitest'
import { cut, cutMiddle } from '../../src/terminal/cut.ts'

it('a text that is too long is cut, at its end or in its middle', () => {
  expect([cut('hello', 5), cut('hello', 4), cut('hello', 1), cut('🫛🫛🫛', 2)]).toEqual(['hello', 'hel…', '…', '🫛…'])
  expect([
    cutMiddle('encode/12', 9),
    cutMiddle('encode-all/12', 9),
    cutMiddle('encode', 2),
    cutMiddle('ab', 1),
  ]).toEqual(['encode/12', 'enco…l/12', 'e…', '…'])
})
