import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { protoFolder } from '../../src/grpc/definitions.ts'
import { splitSet } from '../../src/grpc/reflection.ts'

const missing = spawnSync('protoc', ['--version']).error === undefined ? undefined : 'there is no protoc'
if (missing !== undefined && process.env.CI) throw new Error(`${missing}: run scripts/install-test-tools`)
if (missing !== undefined) console.warn(`Skipped: ${missing}`)

// Where this fails, run what it runs, with -o descriptors.binpb.
test.skipIf(missing)('the descriptors that reflection serves are those of the files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descriptors-'))
  const path = join(folder, 'descriptors.binpb')
  const files = ['peaflow/v1/flow.proto', 'grpc/health/v1/health.proto']
  execFileSync('protoc', ['--include_imports', '-o', path, '-I', '.', ...files], { cwd: protoFolder() })
  const compiled = readFileSync(path)
  rmSync(folder, { recursive: true })
  expect(readFileSync(join(protoFolder(), 'descriptors.binpb')).equals(compiled)).toBe(true)
  expect(splitSet(compiled)).toHaveLength(4)
})
