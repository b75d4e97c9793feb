import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const cwd = fileURLToPath(new URL('..', import.meta.url))
const GREETINGS = ['HELLO, ADA!', 'HELLO, GRACE!', 'HELLO, BARBARA!']

test('the Flow in code greets each person, in order', async () => {
  const { stdout } = await run('node', ['hello.js'], { cwd })
  expect(stdout.trim().split('\n')).toEqual(GREETINGS)
})

test('so does the flow file', async () => {
  const names = 'Ada\n Grace \nBarbara\n'
  const command = `node ../../packages/cli/dist/main.js run flow.yml --lines --batch 1 <<< "${names.trim()}"`
  const { stdout } = await run('bash', ['-c', command], { cwd })
  const documents = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(documents.map(({ text }) => text)).toEqual(GREETINGS)
})
