import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'

/** The Python that comes first on the path, and Debian's, which has the modules that Debian's packages bring. */
const INTERPRETERS = ['python3', '/usr/bin/python3']

/**
 * The folder of the first Python that has these modules: put it first on `PATH`. `undefined` if there is none, which a line
 * says; where `CI` is set, that is an error.
 */
export function pythonFolder(...modules: readonly string[]): string | undefined {
  for (const interpreter of INTERPRETERS) {
    const code = ['import sys', ...modules.map((name) => `import ${name}`), 'print(sys.executable)'].join('\n')
    const { status, stdout } = spawnSync(interpreter, ['-c', code], { encoding: 'utf8' })
    if (status === 0) return dirname(stdout.trim())
  }
  const missing = `there is no python3${modules.length > 0 ? ` with ${modules.join(' and ')}` : ''}`
  if (process.env.CI) throw new Error(`${missing}: run scripts/install-test-tools`)
  console.warn(`Skipped: ${missing}`)
  return undefined
}
