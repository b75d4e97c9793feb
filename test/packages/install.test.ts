import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../workspace.ts'
import { mustRun } from './command.ts'
import { openRegistry, type Registry } from './registry.ts'
import { nodeFolder, openScratch } from './scratch.ts'

const scratch = openScratch()
const hello = scratch.example('hello')
writeFileSync(join(hello, 'people.ndjson'), '{"text":" Ada "}\n{"text":" Grace "}\n')
let registry: Registry

beforeAll(async () => {
  registry = await openRegistry()
}, 300_000)

afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

describe.each(['20', '22', '24'])('the CLI, installed globally into an empty prefix on Node %s', (major) => {
  const prefix = scratch.folder(`prefix-${major}`)
  let node: string

  /** What a command of the newly installed `peaflow` writes to stdout. */
  const peaflow = (...args: string[]) => mustRun('peaflow', args, { cwd: hello, path: [join(prefix, 'bin'), node] })

  beforeAll(async () => {
    node = await nodeFolder(major, scratch)
    const flags = ['install', '--global', '--prefer-offline', '--prefix', prefix, registry.flag]
    await mustRun('npm', [...flags, '@peaflow/cli'], { cwd: scratch.path, path: [node] })
  }, 300_000)

  it('is on the path as peaflow, in the version of all packages', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'))
    expect(await peaflow('--version')).toContain(version)
  })

  it('says how this machine is', async () => {
    const { ok, findings } = JSON.parse(await peaflow('doctor', '--json'))
    expect(ok).toBe(true)
    expect(findings).toContainEqual(
      expect.objectContaining({ name: 'node', detail: expect.stringMatching(`^v${major}\\.`) }),
    )
  })

  it('plans a Flow that was copied elsewhere', async () => {
    const { peas, links } = JSON.parse(await peaflow('plan', 'flow.yml', '--format', 'json'))
    expect({ peas: peas.length, links: links.length }).toEqual({ peas: 5, links: 6 })
  })

  it('runs it', async () => {
    const results = await peaflow('run', 'flow.yml', '--input', 'people.ndjson')
    const texts = results
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text)
    expect(texts).toEqual(['HELLO, ADA!', 'HELLO, GRACE!'])
  })
})
