import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { directory } from './flows.ts'

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`) && readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0] !== 'Z'
}

test.runIf(process.platform === 'linux')(
  'nothing is left when its parent is killed, even of a Pea in a loop',
  async () => {
    const program = await bundle('parent')
    const parent = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [text] = (await once(parent.stdout, 'data')) as [Buffer]
    const { peas } = JSON.parse(text.toString()) as { peas: number[] }
    expect(peas.map(isRunning)).toEqual([true, true])
    // The busy Pea gives up its event loop after 50 ms.
    await delay(100)
    parent.kill('SIGKILL')
    const killed = performance.now()
    while (peas.some(isRunning)) await delay(1)
    expect(performance.now() - killed).toBeLessThan(1_000)
    await rm(program)
  },
)
