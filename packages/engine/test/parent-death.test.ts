import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { directory } from './flows.ts'

let program: string

beforeAll(async () => {
  program = await bundle('parent')
})

afterAll(() => rm(program))

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`) && readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0] !== 'Z'
}

/** Kills the parent of two Peas and waits until they are gone. Returns how many milliseconds that took. */
async function outlive(uses: string, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const parent = spawn(process.execPath, [program, directory, uses], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [text] = (await once(parent.stdout, 'data')) as [Buffer]
  const peas = JSON.parse(text.toString()) as number[]
  expect(peas.map(isRunning)).toEqual([true, true])
  parent.kill('SIGKILL')
  const killed = performance.now()
  while (peas.some(isRunning)) await delay(1)
  return performance.now() - killed
}

describe.runIf(process.platform === 'linux')('no process is left when the parent is killed', () => {
  test('not even of a Pea in a busy loop, because the kernel sees to it', async () => {
    await outlive('./unresponsive.mjs')
  })

  test('of Peas with a lifeline, where the kernel does not, long before they would miss their Flow', async () => {
    expect(await outlive('./upper.mjs', { ...process.env, PATH: '' })).toBeLessThan(10_000)
  })
})
