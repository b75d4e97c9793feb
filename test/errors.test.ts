import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packages, root, sourcesOf } from './workspace.ts'

const CODE = /(?<=['"])(?:CONFIG|TOPOLOGY|ADDRESS|LAUNCH|REQUEST)_[A-Z][A-Z0-9_]*(?=['"])/g

const rows = readFileSync(join(root, 'docs', 'errors.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| `[A-Z]+_[A-Z]/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, code]) => !code?.endsWith('_`'))

const documented = rows.map(([, code]) => code?.replaceAll('`', '') ?? '')

it('docs/errors.md lists every code that the sources throw, and no other', () => {
  const thrown = new Set(packages.flatMap(sourcesOf).flatMap(({ text }) => text.match(CODE) ?? []))
  expect(documented).toEqual([...thrown].sort())
})

it('docs/errors.md gives each code one row, with its cause and its mend', () => {
  for (const [, , cause, mend] of rows) {
    expect(cause).toMatch(/\.$/)
    expect(mend).toMatch(/\.$/)
  }
  expect(new Set(documented).size).toBe(documented.length)
})
