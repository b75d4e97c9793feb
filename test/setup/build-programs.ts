import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { root } from '../workspace.ts'

/**
 * Builds what is out of date before the first test, and in watch mode before each further run. Tests start built
 * programs, among them the Pea's and the command's, which must be those of the sources.
 *
 * @throws Error if a package does not build.
 */
export default function setup(project: TestProject): void {
  // Every project inherits this file; once is enough.
  if (!project.isRootProject()) return
  if (!buildStale()) throw new Error('a package does not build (see above), so that tests cannot start it')
  // The build of a package that fails is removed: tests that start it fail, and watch mode goes on.
  project.onTestsRerun(() => void buildStale())
}

function buildStale(): boolean {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--stale'], { stdio: 'inherit' })
  return status === 0
}
