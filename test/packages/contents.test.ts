import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { packages, root } from '../workspace.ts'
import { mustRun, run } from './command.ts'
import { packAll } from './tarballs.ts'

const tool = (name: string) => join(root, 'node_modules/.bin', name)
let tarballs: ReadonlyMap<string, string>

beforeAll(async () => {
  tarballs = await packAll()
}, 300_000)

function tarballOf(name: string): string {
  const tarball = tarballs.get(name)
  if (tarball === undefined) throw new Error(`no tarball of ${name}`)
  return tarball
}

describe.each(packages)('the tarball of %s', (name) => {
  it('is sound for publint', async () => {
    const { code, stdout, stderr } = await run(tool('publint'), ['run', tarballOf(name), '--strict'], { cwd: root })
    expect({ code, report: stdout + stderr }).toMatchObject({ code: 0 })
  })

  it('has types that resolve, for attw', async () => {
    const { code, stdout } = await run(tool('attw'), [tarballOf(name), '--profile', 'esm-only'], { cwd: root })
    expect({ code, report: stdout }).toMatchObject({ code: 0 })
  })

  it('holds its licence, its README and what it needs to run, and no sources', async () => {
    const files = (await mustRun('tar', ['-tzf', tarballOf(name)], { cwd: root })).trim().split('\n')
    expect(files).toEqual(expect.arrayContaining(['package/package.json', 'package/README.md', 'package/LICENSE']))
    expect(files.filter((file) => /^package\/(src|test)\/|\.(map|cache)$|\.turbo|tsconfig/.test(file))).toEqual([])
  })
})

it('the tarball of serve holds the files that say what its services of gRPC are', async () => {
  const files = (await mustRun('tar', ['-tzf', tarballOf('serve')], { cwd: root })).trim().split('\n')
  const wanted = ['peaflow/v1/flow.proto', 'grpc/health/v1/health.proto', 'descriptors.binpb']
  expect(files).toEqual(expect.arrayContaining(wanted.map((file) => `package/proto/${file}`)))
})

it('every package has the one version', () => {
  const versions = packages.map(
    (name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')).version,
  )
  expect(new Set(versions).size).toBe(1)
})
