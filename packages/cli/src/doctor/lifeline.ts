import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Finding } from './finding.ts'

/** Checks whether Peas end with the process that started them, even if that is killed. */
export async function checkLifeline(): Promise<Finding> {
  const name = 'lifeline'
  try {
    await promisify(execFile)('setpriv', ['--pdeathsig', 'KILL', 'true'])
    return { name, state: 'ok', detail: 'Peas end at once with the process that started them' }
  } catch {
    return {
      name,
      state: 'limited',
      detail: 'a busy Pea may outlive a parent that is killed',
      hint: process.platform === 'linux' ? 'Install setpriv, which is in the package util-linux' : undefined,
    }
  }
}
