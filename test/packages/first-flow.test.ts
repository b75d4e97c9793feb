import { writeFileSync } from 'node:fs'
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

it('a first Flow whose executors are TypeScript takes no more than that: no compiler, no loader, no setting', async () => {
  const home = machine.emptyHome()
  const where = { ...home, cwd: home.folder }
  for (const [file, text] of Object.entries(TYPED)) writeFileSync(join(home.folder, file), text)
  await mustRun('npm', ['install', '--global', 'peaflow'], where)
  expect(await mustRun('peaflow', ['check', 'flow.yml'], where)).toContain('flow.yml: 0 errors, 0 warnings')
  const answers = await mustRun('peaflow', ['run', 'flow.yml', '--lines', '--input', 'words.txt'], where)
  expect(
    answers
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ text: 'WORLD! ,process ,thread ,inline' }])
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

/** A Flow whose executors are TypeScript, one of which imports another file of TypeScript; one for each runtime of this machine. */
const TYPED = {
  'words.txt': 'world\n',
  'flow.yml': `name: typed
version: 1
pods:
  shout: { uses: ./shout.ts }
  ${['process', 'thread', 'inline'].map((name) => `${name}: { uses: ./mark.mts, runtime: ${name}, with: { mark: ${name} } }`).join('\n  ')}
`,
  'shout.ts': `import type { Mark } from './mark.mts'
import { end } from './end.ts'

interface Line { readonly id: string; text: string }

export default (documents: Line[], context: Mark): Line[] =>
  documents.map(({ text, ...rest }) => ({ ...rest, text: end(text.toUpperCase()) }) satisfies Line)
`,
  'end.ts': 'export const end = <T extends string>(text: T) => text.concat("! ") satisfies string\n',
  'mark.mts': `export type Mark = { readonly with: { readonly mark?: string } }

export default {
  requests: {
    default: (documents: { text: string }[], { with: { mark } }: Mark): void => {
      for (const one of documents) one.text += \`\${one.text.endsWith(' ') ? '' : ' '},\${mark}\`
    },
  },
}
`,
}

/** A function as an executor. */
const SHOUT = `
import { Flow, startFlow } from 'peaflow'
const shout = (documents) => documents.map(({ text }) => ({ text: text.toUpperCase() }))
const running = await startFlow(new Flow().add({ name: 'shout', uses: shout }))
const [answer] = await running.request('/', [{ text: 'hello' }])
console.log(answer.text)
await running.stop()
`
