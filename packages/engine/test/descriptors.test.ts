import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from './bundle.ts'
import { directory } from './flows.ts'

test.runIf(process.platform === 'linux')(
  'a Pea that cannot be launched for want of descriptors is launched once there are some, and that is no death',
  { timeout: 120_000 },
  async () => {
    const program = await bundle('descriptors')
    onTestFinished(() => rm(program))
    const command = `ulimit -n 256; exec "${process.execPath}" "${program}" "${directory}"`
    const { stdout } = await promisify(execFile)('sh', ['-c', command])
    const { reasons, ...rest } = JSON.parse(stdout)
    expect(rest).toEqual({ text: 'x', phase: 'ready', restarts: 1 })
    const [first, ...others] = reasons
    expect(first).toBe('SIGKILL')
    for (const reason of others) expect(reason).toMatch(/too many open files/)
  },
)
