import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { acknowledgementDump, conversationDump, greetingDump, keysDump, messageDump } from './dumps.ts'

const page = readFileSync(new URL('../../../../docs/wire-protocol.md', import.meta.url), 'utf8')

it.each([
  ['### Keys and proofs', keysDump],
  ['### A greeting', greetingDump],
  ['### A message', messageDump],
  ['### An acknowledgement', acknowledgementDump],
  ['### A conversation', conversationDump],
])('shows under %s what is sent', (heading, dump) => {
  const [, section = ''] = page.split(`${heading}\n`)
  const [, shown] = /```text\n([\s\S]*?)```/.exec(section) ?? []
  expect(shown).toBe(dump())
})
