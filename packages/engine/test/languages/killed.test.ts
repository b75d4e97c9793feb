import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { testPython } from './python.ts'

const program = fileURLToPath(new URL('../programs/computing.mjs', import.meta.url))
const directory = fileURLToPath(new URL('executors', import.meta.url))

/** Whether a process runs: one that has ended and whose parent has not noticed does not. */
function runs(pid: string): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readStat(pid))
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ') X ' // it ended meanwhile
  }
}

const testOnLinux = process.platform === 'linux' ? testPython : testPython.skip

testOnLinux(
  'no process is left of a Flow that is killed while ten Peas compute in native code of Python',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'peaflow-killed-'))
    const flow = spawn(process.execPath, [program, directory, folder], { stdio: 'inherit' })
    try {
      const pids = () => readdirSync(folder).filter((name) => /^\d+$/.test(name))
      await expect.poll(() => pids().length, { timeout: 90_000, interval: 100 }).toBe(10)
      expect(pids().filter(runs)).toHaveLength(10)
      flow.kill('SIGKILL')
      await expect.poll(() => pids().filter(runs), { timeout: 30_000, interval: 50 }).toEqual([])
    } finally {
      flow.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  },
  180_000,
)
