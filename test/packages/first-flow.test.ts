import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessionsOf } from '../snippets.ts'
import { mustRun } from './command.ts'
import { follow } from './session.ts'
import { openStranger, type Stranger } from './stranger.ts'

const [session, ...others] = sessionsOf('docs/README.md')
const snippets = session?.snippets ?? []
const commands = snippets.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.trim().split('\n'))
const files = snippets.filter(({ language }) => language !== 'sh')
let machine: Stranger

beforeAll(async () => {
  machine = await openStranger({ installed: false })
}, 300_000)

afterAll(() => machine[Symbol.asyncDispose]())

it('a first Flow takes nothing but what the page says, from an empty home to an answer', async () => {
  expect(others).toEqual([])
  const home = machine.emptyHome()
  const begun = performance.now()
  await follow({ page: 'docs/README.md', dir: undefined, snippets }, home)
  const seconds = (performance.now() - begun) / 1000
  console.log(
    `${commands.length} commands and ${files.length} files, ${seconds.toFixed(1)} s with all packages downloaded`,
  )
  // The reader has nothing but the package `peaflow`.
  const cwd = join(home.folder, 'hello')
  expect(await mustRun('node', ['--input-type=module', '--eval', SHOUT], { ...home, cwd })).toBe('HELLO\n')
}, 600_000)

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

/** A function as an executor. */
const SHOUT = `
import { Flow, startFlow } from 'peaflow'
const shout = (documents) => documents.map(({ text }) => ({ text: text.toUpperCase() }))
const running = await startFlow(new Flow().add({ name: 'shout', uses: shout }))
const [answer] = await running.request('/', [{ text: 'hello' }])
console.log(answer.text)
await running.stop()
`
