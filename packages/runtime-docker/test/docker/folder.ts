import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Makes a folder for the tests of one file, and removes it after them. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-docker-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
