import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ACK, GREETING, MESSAGE, PACK_HEADER_BYTES } from '../../src/wire/layout.ts'

const page = readFileSync(new URL('../../../../docs/wire-protocol.md', import.meta.url), 'utf8')

/** The offsets in the table under a heading of the page. */
function offsetsUnder(heading: string): number[] {
  const [, section = ''] = page.split(heading)
  const [table = ''] = section.slice(section.indexOf('| offset')).split('\n\n')
  return [...table.matchAll(/^\| (\d+) \|/gm)].map(([, offset]) => Number(offset))
}

const FLAGS = 5

it('begins the records where the page says', () => {
  expect(offsetsUnder('## 2. Packs')).toEqual([0, 4, PACK_HEADER_BYTES])
})

it.each([
  ['### HELLO, WELCOME', Object.values(GREETING)],
  ['### DATA, ERROR', Object.values(MESSAGE)],
  ['### ACK', Object.values(ACK)],
])('has the fields of %s where the page says', (heading, offsets) => {
  expect([FLAGS, ...offsets]).toEqual(offsetsUnder(heading))
})
