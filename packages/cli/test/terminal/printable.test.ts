import { expect, it } from 'vitest'
import { printable } from '../../src/terminal/printable.ts'

it.each([
  ['plain text, emoji 👩‍👩‍👧 and tabs\t\nin lines', 'plain text, emoji 👩‍👩‍👧 and tabs\t\nin lines'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['10%\r20%', '10% 20%'],
  ['one\r\ntwo', 'one\ntwo'],
  ['a\u0007\u0008\u007f\u0085b', 'a    b'],
  ['\u202egnp.exe', ' gnp.exe'],
])('makes %j harmless', (text, shown) => {
  expect(printable(text)).toBe(shown)
})
