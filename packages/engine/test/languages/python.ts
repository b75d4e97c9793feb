import { spawnSync } from 'node:child_process'
import { test } from 'vitest'

const missing = spawnSync('python3', ['-c', '']).status === 0 ? undefined : 'python3 is not on PATH'

/** `test` for what needs Python. Says what is missing, and fails where `CI` is set. */
export const testPython = withPython()

function withPython() {
  if (missing !== undefined && process.env.CI) throw new Error(`${missing}: run scripts/install-test-tools`)
  if (missing !== undefined) console.warn(`Skipped: ${missing}`)
  return test.skipIf(missing !== undefined)
}
