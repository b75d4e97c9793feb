import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'
import { describeMachines } from '../../../../test/machines/describe.ts'
import { describeDocker } from '../docker/engine.ts'

const missing = ['openssl', 'sshd', 'ssh'].filter((program) => spawnSync('which', [program]).status !== 0)

if (missing.length > 0 && process.env.CI) throw new Error(`not installed: ${missing.join(', ')}`)
if (missing.length > 0) console.warn(`Skipped, because there is no ${missing.join(', ')}`)

/** A group of tests of Engines on other machines. Where a program is missing they are skipped, and in CI they fail. */
export function describeRemote(name: string, tests: () => void): void {
  describe.skipIf(missing.length > 0)(name, () => {
    describeDocker('with Docker', () => {
      describeMachines('and machines', { timeout: 120_000 }, tests)
    })
  })
}
