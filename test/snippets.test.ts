import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatKey, newFlowKey } from '@peaflow/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './packages/command.ts'
import { checkConsumer, resolutions } from './packages/consumer-types.ts'
import { follow } from './packages/session.ts'
import { missingTool, python } from './packages/session-tools.ts'
import { openStranger, type Stranger } from './packages/stranger.ts'
import { pages, sessionsOf, snippets } from './snippets.ts'

// Every page as a reader follows it: outside of the clone, with the packages installed from their tarballs, on Node 20.
// test/packages/first-flow.test.ts follows docs/README.md, test/clone.test.ts what is to be typed in a clone.
let reader: Stranger

beforeAll(async () => {
  reader = await openStranger()
}, 300_000)

afterAll(() => reader[Symbol.asyncDispose]())

/** The examples of the commands that operate a Flow: docs/operating.md runs each of these commands on one that is up. */
const OPERATES = /^peaflow (?:ps|logs|top|scale|restart|down|tap|record|replay|why)\b/

const NOT_RUN: Readonly<Record<string, string>> = {
  'peaflow up flow.yml': 'it ends with ^C',
  'peaflow up flow.yml --http 9000': 'it ends with ^C',
  'peaflow up flow.yml --log-level warn': 'it ends with ^C',
  'peaflow up flow.yml --watch': 'it ends with ^C',
  'peaflow up flow.yml -d': 'docs/operating.md stops it',
  'peaflow migrate jina.yml --output flow.yml': 'flow.yml is there already; packages/cli/test/migrate runs it',
  'peaflow pod flow.yml encode': 'it ends with ^C',
  'peaflow pea --name encode --uses ./encode.js --external --control 0.0.0.0:5000 --key encode.key': 'it ends with ^C',
  'peaflow ping 192.168.1.20 5000': 'it needs a second machine',
  'peaflow join 10.0.0.1:7000 encode --key encode.key': 'it needs a second machine',
  'peaflow join flow.example:7000 encode --uses ./encode.js': 'it needs a second machine',
  'peaflow join 10.0.0.1:7000 encode --once --timeout 1m': 'it needs a second machine',
  'peaflow ping --self --ready': 'it is for the container of a replica; packages/cli/test/export runs it',
  'peaflow doctor --docker-host ssh://gpu-1': 'it needs a second machine',
  'peaflow prune --docker-host ssh://gpu-1': 'it needs a second machine',
  'peaflow conformance -- python3 pea.py': 'packages/cli/test/conformance and examples/python-pea run it with a Pea',
  "peaflow conformance --only 'its receiver' -- ./pea --fast": 'packages/cli/test/conformance runs it with a Pea',
  'peaflow image build --python': 'python.docker.test.ts of packages/runtime-docker runs such an image',
  'peaflow image build --tag acme/pea:1': 'test/snippets.docker.test.ts runs it',
  'source <(peaflow completion zsh)': 'it needs another shell',
  'peaflow completion fish | source': 'it needs another shell',
}

const sessions = pages
  .filter((page) => page !== 'docs/README.md')
  .flatMap(sessionsOf)
  .map((session) => ({ ...session, where: session.dir ?? 'an empty folder', missing: missingTool(session) }))

for (const { missing } of sessions) if (missing !== undefined) console.warn(`Skipped: ${missing}`)

describe('what a page says works', () => {
  it.concurrent.each(sessions.filter(({ missing }) => missing === undefined))(
    '$page, in $where',
    async (session) => {
      const withoutDocker = session.snippets.filter(({ marks }) => marks.docker === undefined)
      const desk = reader.desk()
      const path = python === undefined ? desk.path : [...desk.path, python]
      await follow({ ...session, snippets: withoutDocker }, { ...desk, path })
    },
    300_000,
  )
})

describe('a program that uses every package', () => {
  it.concurrent.each(resolutions)(
    'type-checks with moduleResolution $moduleResolution',
    async (compilerOptions) => {
      expect(await checkConsumer(reader.desk().folder, compilerOptions)).toBe('')
    },
    120_000,
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

describe('an example of the help works', () => {
  const lines = shown
    .filter(({ code }) => code.startsWith('Usage: '))
    .flatMap(({ code }) => code.match(/(?<=^ *\$ ).*/gm) ?? [])
  const examples = [...new Set(lines)]

  it('or a test says why not', () => {
    expect(Object.keys(NOT_RUN).filter((example) => !examples.includes(example))).toEqual([])
  })

  const operating = examples.filter((example) => OPERATES.test(example))

  it.each(operating)('%s is one of a command that docs/operating.md runs', (example) => {
    const [, name] = example.split(' ')
    const followed = sessions.filter(({ page }) => page === 'docs/operating.md').flatMap(({ snippets }) => snippets)
    expect(followed.some(({ code }) => code.includes(`peaflow ${name} `))).toBe(true)
  })

  const runnable = examples.filter((example) => !Object.hasOwn(NOT_RUN, example) && !OPERATES.test(example))

  it.concurrent.each(runnable)('%s', async (example) => {
    const desk = reader.desk()
    for (const folder of ['books', 'photos/2026']) mkdirSync(join(desk.folder, folder), { recursive: true })
    for (const [name, content] of Object.entries(HELP_FILES)) writeFileSync(join(desk.folder, name), content)
    // Other commands are not everywhere.
    const [ours = ''] = example.split(' | jq')
    expect(await run('bash', ['-ec', ours], { ...desk, cwd: desk.folder })).toMatchObject({ code: 0 })
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

/** The files that the examples of the help name. */
const HELP_FILES = {
  'flow.yml': 'pods: { encode: {} }\n',
  'documents.ndjson': '{ "text": "hello" }\n',
  'books/emma.txt': 'Emma Woodhouse, handsome, clever, and rich\n',
  'photos/2026/sea.jpg': 'not really a picture',
  'jina.yml': '!Flow\npods: { encode: {} }\n',
  'flow.key': `${formatKey(newFlowKey())}\n`,
}

/** A flow file that has the source line which an error quotes at the same place. */
function flowFileWith(error: string): string {
  const [, number = '', source = ''] = /^ *(\d+) \| (.*)$/m.exec(error) ?? []
  const lines = ['name: search', 'version: 1', 'pods:', '  segment: {}', '  index: {}']
  return [...lines.slice(0, Number(number) - 1), source].join('\n')
}
