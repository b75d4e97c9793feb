import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './packages/command.ts'
import { follow } from './packages/session.ts'
import { openStranger, type Stranger } from './packages/stranger.ts'
import { pages, sessionsOf, snippets } from './snippets.ts'

// Every page as a reader follows it: outside of the clone, with the packages installed from their tarballs, on Node 20.
// test/packages/first-flow.test.ts follows docs/README.md, test/clone.test.ts what is to be typed in a clone.
let reader: Stranger

beforeAll(async () => {
  reader = await openStranger()
}, 180_000)

afterAll(() => reader[Symbol.asyncDispose]())

const sessions = pages
  .filter((page) => page !== 'docs/README.md')
  .flatMap(sessionsOf)
  .map((session) => ({ ...session, where: session.dir ?? 'an empty folder' }))

describe('what a page says works', () => {
  it.concurrent.each(sessions)(
    '$page, in $where',
    async (session) => {
      const withoutDocker = session.snippets.filter(({ marks }) => marks.docker === undefined)
      await follow({ ...session, snippets: withoutDocker }, reader.desk())
    },
    180_000,
  )
})

const shown = snippets.filter(({ language, marks }) => language === 'text' && marks['not-run'] === undefined)

describe('an error that a page shows is what the command writes', () => {
  const errors = shown.filter(({ code }) => code.startsWith('error: ') && /^ *\d+ \| /m.test(code))

  it.concurrent.each(errors)('$page:$line', async ({ code }) => {
    const desk = reader.desk()
    const [, file = ''] = /^ {2}(\S+?):\d+:\d+/m.exec(code) ?? []
    writeFileSync(join(desk.folder, file), flowFileWith(code))
    const { stderr } = await run('peaflow', ['check', file], { ...desk, cwd: desk.folder })
    expect(stderr).toContain(code)
  })
})

describe('a block is not run for a reason', () => {
  const marked = snippets.map(({ marks, ...rest }) => ({ ...rest, reason: marks['not-run'] ?? '' }))

  it.each(marked.filter(({ reason }) => reason !== ''))('$page:$line: $reason', ({ reason }) => {
    expect(reason.split(' ').length).toBeGreaterThan(2)
  })
})

it('no block of text hides a command, but for the examples of the help', () => {
  const command = /^(\$ )?(npm|npx|pnpm|node|peaflow|docker|sudo|git|await|kubectl) /m
  const hiding = shown.filter(({ code }) => command.test(code) && !code.startsWith('Usage: '))
  expect(hiding.map(({ page, line }) => `${page}:${line}`)).toEqual([])
})

it('no snippet of JavaScript uses syntax that Node 20 does not have', () => {
  const scripts = snippets.filter(({ language }) => language === 'js')
  expect(scripts.filter(({ code }) => code.includes('await using')).map(({ page, line }) => [page, line])).toEqual([])
})

/** A flow file that has the source line which an error quotes at the same place. */
function flowFileWith(error: string): string {
  const [, number = '', source = ''] = /^ *(\d+) \| (.*)$/m.exec(error) ?? []
  const lines = ['name: search', 'version: 1', 'pods:', '  segment: {}', '  index: {}']
  return [...lines.slice(0, Number(number) - 1), source].join('\n')
}
