import { expect, it } from 'vitest'
import { toTable } from '../../src/output/table.ts'

it('lines columns up, and ends no line with blanks', () => {
  expect(
    toTable([
      ['POD', 'PEAS'],
      ['encode', '3'],
      ['…', ''],
    ]),
  ).toBe('POD     PEAS\nencode  3\n…')
})

it('is nothing for no rows', () => {
  expect(toTable([])).toBe('')
})
