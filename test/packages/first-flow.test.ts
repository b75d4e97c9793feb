import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessionsOf } from '../snippets.ts'
import { follow } from './session.ts'
import { openStranger, type Stranger } from './stranger.ts'

const [session, ...others] = sessionsOf('docs/README.md')
const snippets = session?.snippets ?? []
const commands = snippets.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.trim().split('\n'))
const files = snippets.filter(({ language }) => language !== 'sh')
let machine: Stranger

beforeAll(async () => {
  machine = await openStranger({ installed: false })
}, 180_000)

afterAll(() => machine[Symbol.asyncDispose]())

it('a first Flow takes nothing but what the page says: from an empty home to an answer, in less than five minutes', async () => {
  expect(others).toEqual([])
  const home = machine.emptyHome()
  const begun = performance.now()
  await follow({ page: 'docs/README.md', dir: undefined, snippets }, home)
  const seconds = (performance.now() - begun) / 1000
  console.log(
    `${commands.length} commands and ${files.length} files, ${seconds.toFixed(1)} s with all packages downloaded`,
  )
  expect(seconds).toBeLessThan(300)
}, 300_000)

it('a person types these commands, and saves these files', () => {
  expect(commands).toEqual([
    'npm install --global peaflow',
    'mkdir hello',
    'cd hello',
    'peaflow check flow.yml',
    'peaflow plan flow.yml',
    'echo world | peaflow run flow.yml --lines',
    'npm install peaflow',
    'node hello.mjs',
  ])
  expect(files.map(({ file }) => file)).toEqual(['greet.mjs', 'shout.mjs', 'flow.yml', 'hello.mjs'])
})
