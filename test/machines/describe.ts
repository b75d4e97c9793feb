import { execFileSync } from 'node:child_process'
import { describe } from 'vitest'

const missing = whatIsMissing()

if (missing !== undefined && process.env.CI) throw new Error(missing)
if (missing !== undefined) console.warn(`Tests skipped, because this machine cannot imitate others: ${missing}`)

/** A group of tests that need other machines. Without network namespaces they are skipped, and fail in CI. */
export const describeMachines = describe.skipIf(missing !== undefined)

function whatIsMissing(): string | undefined {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link'], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
    execFileSync('nsenter', ['--version'], { stdio: 'ignore' })
    return undefined
  } catch (error) {
    return `network namespaces need Linux, root and iproute2 (${(error as Error).message.trim()})`
  }
}
