import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyExample } from './copy-example.ts'

const run = promisify(execFile)
const peaflow = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url))
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
}, 120_000)

function demo() {
  return run('node', ['demo.js', '--from', '1793', '--to', '1793'], { cwd: copy })
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
