import { expect, it } from 'vitest'
import { toTable } from '../../src/terminal/table.ts'

it('aligns columns, without trailing blanks', () => {
  expect(
    toTable([
      ['POD', 'PEAS'],
      ['encode', '3'],
      ['…', ''],
    ]),
  ).toBe('POD     PEAS\nencode  3\n…')
})

it('is empty for no rows', () => {
  expect(toTable([])).toBe('')
})
