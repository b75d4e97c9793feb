import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Debian's own Python comes first: `scripts/install-test-tools` gives it pytest. */
const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import pytest'], { stdio: 'ignore' }).status === 0,
)

const missing = python === undefined ? 'pytest is not installed: see scripts/install-test-tools' : undefined
if (missing !== undefined && process.env.CI) throw new Error(missing)
if (missing !== undefined) console.log(`the tests in Python do not run: ${missing}`)

describe.skipIf(missing !== undefined)('the library and the host in Python', () => {
  it('pass their own tests', { timeout: 600_000 }, () => {
    const options = { cwd: folder, encoding: 'utf8', timeout: 590_000 } as const
    const { status, stdout, stderr } = spawnSync(python ?? '', ['-m', 'pytest', '--quiet', '-rs'], options)
    expect(status, stdout + stderr).toBe(0)
  })
})
