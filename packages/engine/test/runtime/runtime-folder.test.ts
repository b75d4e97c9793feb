import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { MAX_PATH_BYTES } from '@peaflow/protocol'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { baseFolders } from '../../src/runtime/base-folders.ts'
import { RuntimeFolder } from '../../src/runtime/runtime-folder.ts'
import { pruneRuntimeFolders } from '../../src/runtime/sweep.ts'
import { bundle } from '../bundle.ts'

let program: string
let runtime: string
const before = process.env.XDG_RUNTIME_DIR

beforeAll(async () => {
  program = await bundle('hold-folder')
})

afterAll(() => rmSync(program))

beforeEach(() => {
  runtime = mkdtempSync('/tmp/pf-')
  process.env.XDG_RUNTIME_DIR = runtime
})

afterEach(() => {
  if (before === undefined) delete process.env.XDG_RUNTIME_DIR
  else process.env.XDG_RUNTIME_DIR = before
  rmSync(runtime, { recursive: true, force: true })
})

/** What stands in the base folder. */
function names(): readonly string[] {
  return readdirSync(join(runtime, 'peaflow'))
}

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777
}

/** A process that holds a runtime folder, and the folder. */
async function hold(end = 'never'): Promise<{ readonly child: ChildProcess; readonly path: string }> {
  const child = spawn(process.execPath, [program, end], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [path] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, path }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

describe('a runtime folder', () => {
  it('lies in $XDG_RUNTIME_DIR, is open to its user alone, and is removed with all that is in it', async () => {
    const folder = await RuntimeFolder.open('search')
    expect(folder.path).toMatch(/^\/tmp\/pf-\w+\/peaflow\/search-[0-9a-f]{12}$/)
    folder.make(join(folder.path, '0'))
    expect([runtime, join(runtime, 'peaflow'), folder.path, join(folder.path, '0')].map(modeOf)).toEqual(
      [1, 2, 3, 4].map(() => 0o700),
    )
    expect(names()).toHaveLength(1)
    folder.close()
    expect(names()).toEqual([])
  })

  it('has room for every socket, whatever the Flow is called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (flow) => {
        const folder = await RuntimeFolder.open(flow)
        try {
          for (let pea = 0; pea < 3; pea++) folder.socketOf(`pod/${pea}`, 'from 0')
          const path = folder.socketOf('pod/9', 'to other 3')
          expect(Buffer.byteLength(path) + '9999/9999'.length).toBeLessThanOrEqual(MAX_PATH_BYTES)
          expect(path.startsWith(`${join(runtime, 'peaflow')}/`)).toBe(true)
          expect(names()).toHaveLength(1)
        } finally {
          folder.close()
        }
      }),
      { numRuns: 30, examples: [['..'], ['.'], ['/etc'], [''], ['ä'.repeat(40)]] },
    )
  })

  it('gives a socket the same path each time, and no other socket that path', async () => {
    const folder = await RuntimeFolder.open('numbers')
    const keys = [1, 2, 3].flatMap((pea) => ['from 0', 'from 1', 'to x 0'].map((key) => [`a/${pea}`, key] as const))
    const paths = keys.map(([pea, key]) => folder.socketOf(pea, key))
    expect(new Set([...paths, folder.control]).size).toBe(10)
    expect(keys.toReversed().map(([pea, key]) => folder.socketOf(pea, key))).toEqual(paths.toReversed())
    folder.close()
  })

  const flaws: readonly (readonly [flaw: string, make: (base: string) => void])[] = [
    ['is a symbolic link', (base) => symlinkSync(runtime, base)],
    ['is not a folder', (base) => void createServer().listen(base).unref()],
    ['has the mode 0755 instead of 0700', (base) => mkdirSync(base)],
    ['has the mode 0770 instead of 0700', (base) => mkdirSync(base) ?? chmodSync(base, 0o770)],
  ]

  it.each(flaws)('is refused if the folder around it %s', async (flaw, make) => {
    const base = join(runtime, 'peaflow')
    make(base)
    await expect(RuntimeFolder.open('x')).rejects.toMatchObject({
      code: 'LAUNCH_RUNTIME_FOLDER',
      message: `the folder ${base}, for the sockets of running Flows, ${flaw}`,
    })
  })
})

describe('the base folders', () => {
  const own = `/tmp/peaflow-${process.getuid?.()}`

  it('are that of the session and that of the user', () => {
    expect(baseFolders()).toEqual([join(runtime, 'peaflow'), own])
  })

  it.each([
    ['is not set', () => undefined],
    ['is empty', () => ''],
    ['is relative', () => 'run'],
    ['does not exist', () => join(runtime, 'absent')],
    [
      'is open to others',
      () => {
        chmodSync(runtime, 0o755)
        return runtime
      },
    ],
    [
      'is a symbolic link',
      () => {
        symlinkSync(runtime, join(runtime, 'link'))
        return join(runtime, 'link')
      },
    ],
    [
      'is too long',
      () => {
        const long = join(runtime, 'x'.repeat(50))
        mkdirSync(long, { mode: 0o700 })
        return long
      },
    ],
  ])('leave $XDG_RUNTIME_DIR out if it %s', (_, prepare) => {
    expect(baseFolders({ XDG_RUNTIME_DIR: prepare() })).toEqual([own])
  })
})

describe('what processes leave behind', () => {
  it('is swept at the next start if the process was killed', async () => {
    const { child, path } = await hold()
    await kill(child)
    expect(existsSync(path)).toBe(true)
    const folder = await RuntimeFolder.open('next')
    expect(names()).toEqual([folder.path.split('/').at(-1)])
    folder.close()
  })

  it('is spared if the process lives, also one that is stopped', async () => {
    const { child, path } = await hold()
    child.kill('SIGSTOP')
    expect(await pruneRuntimeFolders()).not.toContain(path)
    expect(existsSync(path)).toBe(true)
    await kill(child)
    expect(await pruneRuntimeFolders()).toContain(path)
    expect(existsSync(path)).toBe(false)
  })

  it('is nothing if the process exits without a stop', async () => {
    const { child, path } = await hold('exit')
    const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
    expect(code).toBe(3)
    expect(existsSync(path)).toBe(false)
  })

  it('is left alone if it is not a runtime folder, or is still being made', async () => {
    const folder = await RuntimeFolder.open('live')
    const base = join(runtime, 'peaflow')
    for (const name of ['notes', '.new-0123456789ab', 'x-0123456789']) mkdirSync(join(base, name), { mode: 0o700 })
    symlinkSync(runtime, join(base, 'link-0123456789ab'))
    mkdirSync(join(base, 'open-0123456789ab'), { mode: 0o755 })
    const all = names()
    // What other Flows of this user have left elsewhere is removed.
    expect((await pruneRuntimeFolders()).filter((path) => path.startsWith(base))).toEqual([])
    expect(names()).toEqual(all)
    folder.close()
  })
})
