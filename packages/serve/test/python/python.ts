import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'vitest'

/** Debian's, which has the modules that Debian's packages bring; another one may come first on the path. */
const PYTHON = '/usr/bin/python3'

/** `test` for what needs modules of Python. Says what is missing, and fails where `CI` is set. */
export function testWith(...modules: string[]) {
  const { error, status } = spawnSync(PYTHON, ['-c', `import ${modules.join(', ')}`])
  const missing = error !== undefined || status !== 0 ? `${PYTHON} has no ${modules.join(' and ')}` : undefined
  if (missing !== undefined && process.env.CI) throw new Error(`${missing}: run scripts/install-test-tools`)
  if (missing !== undefined) console.warn(`Skipped: ${missing}`)
  return test.skipIf(missing !== undefined)
}

/** Runs a program beside this file to its end. Returns what it printed, each line as JSON. */
export async function runPython(program: string, args: readonly string[]): Promise<unknown[]> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const { stdout } = await promisify(execFile)(PYTHON, [path, ...args], { timeout: 120_000 })
  const lines = stdout.trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}
