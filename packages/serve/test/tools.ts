import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'

/** Why tests with a program of Debian cannot run here; `undefined` if they can. Where `CI` is set, this fails them. */
function missing(program: string): string | undefined {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' })
  return error === undefined ? undefined : `${program} is not installed: see scripts/install-test-tools`
}

/** Tests that need programs of Debian. They are left out where one is missing, which a line says. */
export function describeWith(programs: readonly string[], name: string, tests: () => void): void {
  const reasons = programs.map(missing).filter((reason) => reason !== undefined)
  if (reasons.length > 0 && process.env.CI) throw new Error(reasons.join(', '))
  if (reasons.length > 0) console.log(`"${name}" is not tested: ${reasons.join(', ')}`)
  describe.skipIf(reasons.length > 0)(name, tests)
}
