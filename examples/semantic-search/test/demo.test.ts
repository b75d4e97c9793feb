import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pythonFolder } from '../../../test/python.ts'
import { copyExample } from './copy-example.ts'

const run = promisify(execFile)
const peaflow = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url))
const python = pythonFolder()
const DEMO = ['demo.js', '--from', '1793', '--to', '1793']
let copy: string

beforeAll(async () => {
  copy = await copyExample()
})

afterAll(() => rm(copy, { recursive: true }))

test('the demo indexes addresses and answers; a second run adds nothing; then the flow file answers as well', async () => {
  const first = await demo()
  expect(first.stdout).toMatch(/1\/1 {2}\d+ chunks/)
  expect(first.stdout).toMatch(/0\.\d\d {2}1793, George Washington/)
  const ids = await indexedIds()
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(30)

  await demo()
  expect(await indexedIds()).toEqual(ids)

  const ask = `echo 'How do we keep the peace?' | node ${peaflow} run flow.yml --lines --endpoint /search`
  const { matches } = JSON.parse((await run('bash', ['-c', ask], { cwd: copy })).stdout)
  expect(matches[0]).toMatchObject({ tags: { president: 'George Washington', year: 1793 } })
  expect(matches[0].text).toContain('ready for war')
}, 600_000)

test.skipIf(python === undefined)(
  'Python ranks the answers as JavaScript does',
  async () => {
    const env = { ...process.env, PATH: `${python}:${process.env.PATH}` }
    const { stdout } = await run('node', [...DEMO, '--python'], { cwd: copy, env })
    expect(answersIn(stdout)).toEqual(answersIn((await demo()).stdout))
  },
  240_000,
)

test('with --serve, a page searches and the live page shows it, until ^C', async () => {
  const serving = spawn('node', ['demo.js', '--from', '1793', '--to', '1793', '--serve'], { cwd: copy })
  const ended = once(serving, 'exit')
  let written = ''
  for await (const chunk of serving.stdout) {
    written += chunk
    if (written.includes('^C stops it')) break
  }
  const page = /search engine is at (\S+)/.exec(written)?.[1] ?? ''
  const live = /Watch it work at (\S+)/.exec(written)?.[1] ?? ''
  const html = await (await fetch(page)).text()
  const flow = /data-flow="(.*?)"/.exec(html)?.[1] ?? ''
  const body = JSON.stringify({ documents: [{ text: 'How do we keep the peace?' }], parameters: { top: 1 } })
  const headers = { 'content-type': 'application/json', origin: page, 'x-request-id': 'peace' }
  const answer = await fetch(`${flow}/search`, { method: 'POST', headers, body })
  expect(answer.headers.get('access-control-allow-origin')).toBe(page)
  expect((await answer.json()).documents[0].matches[0].text).toContain('ready for war')
  const token = live.split('#')[1]
  const trace = await fetch(`${flow}/-/traces/peace`, { headers: { authorization: `Bearer ${token}` } })
  expect((await trace.json()).spans.map(({ pod }: { pod: string }) => pod)).toContain('encode')
  serving.kill('SIGINT')
  expect(await ended).toEqual([0, null])
}, 600_000)

function demo() {
  return run('node', DEMO, { cwd: copy })
}

/** What the demo prints behind its progress, which says how long it took: each question, and what was found. */
function answersIn(stdout: string): string {
  const answers = stdout.slice(stdout.indexOf('\n\n'))
  expect(answers.match(/1793, George Washington/g)?.length).toBe(10)
  return answers
}

/** The ids of all chunks on disk, shard by shard. */
async function indexedIds(): Promise<string[]> {
  const shards = ['0', '1'].map((shard) => join(copy, '.peaflow', 'semantic-search', 'index', shard, 'chunks.ndjson'))
  const texts = await Promise.all(shards.map((file) => readFile(file, 'utf8')))
  return texts.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id),
  )
}
