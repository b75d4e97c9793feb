import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const program = fileURLToPath(new URL('../dist/chaos.js', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'chaos-test-'))

afterAll(() => rmSync(folder, { recursive: true }))

/** Half a minute on a quiet machine with two cores. */
const HISTORIES = 16

/** A limit for a machine that hangs, not for one that is busy. */
const LIMIT = 600_000

async function chaos(...args: string[]) {
  const run = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT,
    env: { ...process.env, TMPDIR: folder },
    killSignal: 'SIGKILL',
  })
  const exited = once(run, 'exit')
  const output = await text(run.stdout)
  return { output, code: (await exited)[0] }
}

it.runIf(process.platform === 'linux')(
  'loses no request, answers none twice and leaves nothing, whatever is done to the Flow',
  async () => {
    const { output, code } = await chaos('--seed', '1', '--histories', String(HISTORIES))
    expect(output).not.toContain('WRONG')
    expect(code).toBe(0)
    for (const result of ['lost', 'answered twice', 'changed', 'out of order'])
      expect(output).toContain(`| ${result} | 0 |`)
    expect(output).toContain(`| histories | ${HISTORIES} |`)
    expect(readdirSync(folder)).toEqual([])
  },
  LIMIT + 5_000,
)

it('refuses an argument that it does not know', async () => {
  expect((await chaos('--seed', 'x')).code).toBe(1)
})
