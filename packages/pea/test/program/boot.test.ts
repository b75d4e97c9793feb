import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFile,
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { LIFELINE } from '@peaflow/core'
import { TUNING } from '@peaflow/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CODE_CACHE } from '../../src/program/code-cache.ts'
import { peaNodeOptions, peaProgram } from '../../src/program/path.ts'
import { isTuned } from '../../src/program/tuning.ts'

const built = dirname(peaProgram)
let folder: string
let caches: string

// Within the package, where the program finds the addon.
beforeEach(async () => {
  folder = await mkdtemp(join(built, '..', 'node_modules', '.boot-'))
  caches = join(folder, 'caches', 'peaflow')
  for (const file of ['pea.cjs', 'pea-main.cjs']) await copyFile(join(built, file), join(folder, file))
})

afterEach(() => rm(folder, { recursive: true }))

/** Starts a Pea that ends as soon as it is open, because its lifeline names a parent that is not its own. */
async function startPea(
  environment: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<void> {
  const args = [...options, join(folder, 'pea.cjs'), '--name', 'brief', '--control', '127.0.0.1:1']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, [LIFELINE]: '1', XDG_CACHE_HOME: dirname(caches), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [[code], output] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  expect({ code, output }).toEqual({ code: 1, output: '' })
}

async function filesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path).catch(() => [])).sort()
}

/** The only code cache in a folder. */
async function cacheIn(path = caches): Promise<string> {
  const files = await filesIn(path)
  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{8}\.cache$/)])
  return join(path, files[0] ?? '')
}

const writtenAt = async () => (await stat(await cacheIn())).mtimeMs

describe('the boot of the program', () => {
  it('leaves a code cache that only this user can open, in the cache folder, and the next start uses it', async () => {
    await startPea()
    const first = await writtenAt()
    expect([(await stat(caches)).mode & 0o777, (await stat(await cacheIn())).mode & 0o777]).toEqual([0o700, 0o600])
    await startPea()
    expect(await writtenAt()).toBe(first)
    expect(await filesIn(folder)).toEqual(['caches', 'pea-main.cjs', 'pea.cjs'])
  })

  it('uses the code cache of a Node with other options, as that of a container image', async () => {
    await startPea()
    const first = await writtenAt()
    await startPea({}, peaNodeOptions)
    expect(peaNodeOptions).toEqual(['--max-semi-space-size=8'])
    expect(await writtenAt()).toBe(first)
  })

  it('replaces the code cache of another version of the program', async () => {
    await startPea()
    const first = await writtenAt()
    await appendFile(join(folder, 'pea-main.cjs'), '\n')
    await startPea()
    expect(await writtenAt()).toBeGreaterThan(first)
  })

  it.each([
    ['is not set', {}],
    ['is relative', { XDG_CACHE_HOME: 'caches' }],
  ])('uses ~/.cache where XDG_CACHE_HOME %s', async (_, environment) => {
    await startPea({ XDG_CACHE_HOME: '', HOME: folder, ...environment })
    await cacheIn(join(folder, '.cache', 'peaflow'))
  })

  it('uses the code cache that was delivered beside the program', async () => {
    await startPea({ [CODE_CACHE]: join(folder, 'pea.cjs.cache') })
    expect(await filesIn(folder)).toEqual(['pea-main.cjs', 'pea.cjs', 'pea.cjs.cache'])
    await startPea()
    expect(await filesIn(caches)).toEqual([])
  })

  const changes: [what: string, change: (path: string) => Promise<void>][] = [
    ['may be written by others', (path) => chmod(path, 0o602)],
    ['may be written by its group', (path) => chmod(path, 0o620)],
    ['is not a code cache', (path) => writeFile(path, 'noise')],
    ['belongs to another program', (path) => writeFile(path, `${process.version} ${process.arch} 1 1\nnoise`)],
  ]
  if (process.getuid?.() === 0) changes.push(['is owned by another user', (path) => chown(path, 1, 1)])

  it.each(changes)('does not use a code cache that %s', async (_, change) => {
    const delivered = join(folder, 'pea.cjs.cache')
    await startPea({ [CODE_CACHE]: delivered })
    await change(delivered)
    await startPea()
    await cacheIn()
  })

  it('neither reads nor writes in a cache folder that is open to others', async () => {
    await startPea()
    const cache = await cacheIn()
    await chmod(caches, 0o755)
    await rename(cache, `${cache}.old`)
    await startPea()
    expect(await filesIn(caches)).toHaveLength(1)
  })

  it('runs without a code cache where it cannot write one', async () => {
    await mkdir(dirname(caches))
    await writeFile(caches, 'not a folder')
    await startPea()
  })

  it('runs without a code cache for a user without a home', async () => {
    await startPea({ XDG_CACHE_HOME: '', HOME: '' })
    expect(await filesIn(folder)).toEqual(['pea-main.cjs', 'pea.cjs'])
  })

  it('runs without tuning, and leaves no code cache, if PEAFLOW_TUNING is off', async () => {
    await startPea({ [TUNING]: 'off' })
    expect(await filesIn(folder)).toEqual(['pea-main.cjs', 'pea.cjs'])
  })
})

it.each([
  [{}, true],
  [{ [TUNING]: 'on' }, true],
  [{ [TUNING]: 'off' }, false],
])('is tuned with %o: %s', (environment, expected) => {
  expect(isTuned(environment)).toBe(expected)
})
