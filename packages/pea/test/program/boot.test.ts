import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { LIFELINE } from '@peaflow/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { peaNodeOptions, peaProgram } from '../../src/program/path.ts'

const built = dirname(peaProgram)
let folder: string

// Within the package, where it finds the addon.
beforeEach(async () => {
  folder = await mkdtemp(join(built, 'boot-'))
  for (const file of ['pea.cjs', 'pea-main.cjs']) await copyFile(join(built, file), join(folder, file))
})

afterEach(() => rm(folder, { recursive: true }))

/** Runs a Pea that ends as soon as it is open: its leash is held by nobody. */
async function run(options: readonly string[] = []): Promise<void> {
  const args = [...options, join(folder, 'pea.cjs'), '--name', 'brief', '--control', '127.0.0.1:1']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, [LIFELINE]: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [[code], output] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  expect({ code, output }).toEqual({ code: 1, output: '' })
}

async function writtenAt(): Promise<number> {
  return (await stat(join(folder, 'pea.cjs.cache'))).mtimeMs
}

describe('the boot of the program', () => {
  it('leaves a code cache, with nothing beside it, which the next start takes as it is', async () => {
    await run()
    const first = await writtenAt()
    await run()
    expect(await writtenAt()).toBe(first)
    expect((await readdir(folder)).sort()).toEqual(['pea-main.cjs', 'pea.cjs', 'pea.cjs.cache'])
  })

  it('takes the one that was left by a Node with other options, as in the build of an image', async () => {
    await run()
    const first = await writtenAt()
    await run(peaNodeOptions)
    expect(await writtenAt()).toBe(first)
  })

  it('leaves a new one for another version of the program', async () => {
    await run()
    const first = await writtenAt()
    await appendFile(join(folder, 'pea-main.cjs'), '\n')
    await run()
    expect(await writtenAt()).toBeGreaterThan(first)
  })
})
