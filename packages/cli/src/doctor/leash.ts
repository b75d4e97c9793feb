import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Finding } from './finding.ts'

/** Whether Peas end with the process that started them, even if that is killed. */
export async function checkLeash(): Promise<Finding> {
  const name = 'leash'
  try {
    await promisify(execFile)('setpriv', ['--pdeathsig', 'KILL', 'true'])
    return { name, state: 'ok', detail: 'Peas end at once with the process that started them' }
  } catch {
    return {
      name,
      state: 'limited',
      detail: 'a Pea that is busy may outlive a killed parent',
      hint: process.platform === 'linux' ? 'Install setpriv, of the package util-linux' : undefined,
    }
  }
}
