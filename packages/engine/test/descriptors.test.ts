import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from './bundle.ts'
import { directory } from './flows.ts'

test.runIf(process.platform === 'linux')(
  'a Pea that dies is launched again while this process has no descriptors left but those in reserve',
  { timeout: 600_000 },
  async () => {
    const program = await bundle('descriptors')
    onTestFinished(() => rm(program))
    const command = `ulimit -n 256; exec "${process.execPath}" "${program}" "${directory}"`
    const { stdout } = await promisify(execFile)('sh', ['-c', command])
    expect(JSON.parse(stdout)).toEqual({ text: 'x', phase: 'ready', restarts: 1, reasons: ['SIGKILL'] })
  },
)
