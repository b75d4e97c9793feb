import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterAll, expect, test } from 'vitest'
import { start } from '../flows.ts'

const page = readFileSync(new URL('../../../../docs/executor-protocol.md', import.meta.url), 'utf8')
const directory = mkdtempSync(join(tmpdir(), 'peaflow-page-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** The block of the page that begins with a comment with this name, saved under it. */
function save(name: string): string {
  const [, text = ''] = new RegExp(`\`\`\`\\w+[^\\n]*\\n(# ${name}\\n[\\s\\S]*?)\`\`\``).exec(page) ?? []
  writeFileSync(join(directory, name), text)
  return text
}

/** `test` for what needs a program. Says what is missing, and fails where `CI` is set. */
function testWith(what: string, [program = '', ...args]: readonly string[]) {
  const missing = spawnSync(program, args).status === 0 ? undefined : `there is no ${what}`
  if (missing !== undefined && process.env.CI) throw new Error(`${missing}: run scripts/install-test-tools`)
  if (missing !== undefined) console.warn(`Skipped: ${missing}`)
  return test.skipIf(missing !== undefined)
}

async function answerOf(file: string): Promise<unknown> {
  const { running } = await start(Flow.fromYaml(save(file)), { directory })
  try {
    return await running.request('/', [{ id: 'a', text: 'hello' }])
  } finally {
    await running.stop()
  }
}

testWith('msgpack in /usr/bin/python3', ['/usr/bin/python3', '-c', 'import msgpack'])(
  'the program of the page answers',
  async () => {
    save('shout.py')
    expect(await answerOf('flow.yml')).toEqual([{ id: 'a', text: 'HELLO' }])
  },
)

testWith('jq', ['jq', '--version'])('the lines of the page answer', async () => {
  expect(await answerOf('lines.yml')).toEqual([{ id: 'a', text: 'HELLO' }])
})
