import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { type Ended, runCommand } from '../process.ts'

/** The flow file of {@link ownFolder}. */
export const FLOW = `name: search
pods:
  encode: { image: acme/encoder:1, uses: encode.js, replicas: 2 }
`

/** A folder that each test of a file has for itself. */
export interface OwnFolder {
  readonly path: string
  write(path: string, text: string): void
  read(path: string): string
  /** Runs `peaflow export` in it. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>
}

/** A folder of each test, with `flow.yml`. */
export function ownFolder(): OwnFolder {
  const folder = {
    path: '',
    write: (path: string, text: string) => writeFileSync(join(folder.path, path), text, { mode: 0o600 }),
    read: (path: string) => readFileSync(join(folder.path, path), 'utf8'),
    run: async (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      await runCommand(['export', ...args], '', { cwd: folder.path, env }),
  }
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'peaflow-export-'))
    folder.write('flow.yml', FLOW)
  })
  afterEach(() => rmSync(folder.path, { recursive: true }))
  return folder
}
