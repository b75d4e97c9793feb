import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll } from 'vitest'

const source = fileURLToPath(new URL('../../src/executor/thread/worker.ts', import.meta.url))
const core = fileURLToPath(new URL('../../../core/src/index.ts', import.meta.url))

/** Bundles the program of a thread from the current sources, so that a test never runs a stale build. */
export function buildProgram(): string {
  // Inside the package, so that it finds the hooks that load TypeScript.
  const folder = mkdtempSync(fileURLToPath(new URL('../../node_modules/.program-', import.meta.url)))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'executor.cjs')
  buildSync({ entryPoints: [source], outfile, bundle: true, platform: 'node', alias: { '@peaflow/core': core } })
  return outfile
}
