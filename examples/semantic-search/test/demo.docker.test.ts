import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyExample } from './copy-example.ts'

const run = promisify(execFile)
let copy: string

beforeAll(async () => {
  copy = await copyExample()
})

afterAll(() => rm(copy, { recursive: true }))

test('the demo answers with its encoder in three containers, and leaves none', async () => {
  const { stdout } = await run('node', ['demo.js', '--docker', '--from', '1793', '--to', '1793'], { cwd: copy })
  expect(stdout).toMatch(/0\.\d\d {2}1793, George Washington/)
  const running = await run('docker', ['ps', '--all', '--quiet', '--filter', 'ancestor=peaflow/example-encoder'])
  expect(running.stdout).toBe('')
}, 600_000)
